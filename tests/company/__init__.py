"""What may be asked of everything that is registered, in a company that has it all."""
