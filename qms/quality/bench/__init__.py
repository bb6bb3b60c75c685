"""A large company on PostgreSQL, and what its pages cost beside their bare SQL."""
