-- A message to many in further languages: subject and body by the language's code. Who reads none of them gets the text itself.

ALTER TABLE client_mailings ADD COLUMN texts jsonb NOT NULL DEFAULT '{}';
