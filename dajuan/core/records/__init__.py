"""The ledger: acts, moments, entries, evidence, drafts."""
