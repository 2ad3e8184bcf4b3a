-- Columns that are made of others, such as clients.search of the name: which version of the program's rules they were last made
-- by, and after whom it goes on where that is under way. What is not named here was made by the first.
CREATE TABLE derivations (
    name TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    -- A client; NULL when all are done.
    after_practice BLOB,
    after_client BLOB
) STRICT;
