"""The model itself: tables, rules, months and outcomes. A run is a pure function of scenario and seed."""
