"""The seal (防篡改存证): a Merkle tree over the whole ledger, whose roots are kept and signed (design.md section 3).

Every act, entry, withdrawal and attached file is a leaf, in the order of recording. One sealer follows the writers in
batches and never stands in their transaction; whoever holds a root can prove later that a row is the one recorded then,
and that nothing recorded before was altered, removed or slipped in.
"""
