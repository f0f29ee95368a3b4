"""The error that is meant for people."""


class ScenarioError(ValueError):
    """A scenario, experiment, setting or file that cannot be used; the message is for the person who wrote it."""
