"""Experiments: arms that differ in policy and share their luck."""
