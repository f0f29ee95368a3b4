"""The face that Mesa sees: the model, its agents and its grid as views of tables. Nothing else imports Mesa."""
