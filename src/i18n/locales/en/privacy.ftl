### Clients' data: export, erasure, retention.

settings-privacy = Data and privacy
settings-privacy-sub = Export, erasure, how long what is kept
privacy-link = Export or erase the data
privacy-title = Client’s data
privacy-take = Take it along
privacy-take-text = Everything known of this client as a ZIP: card, visits, messages, photos, signed forms. Give it to nobody but them.
privacy-take-do = Download ZIP
privacy-export-read-client = { $practice }, { $day }. What is known of one client.

    client.json  everything as it is stored
    visits.csv  visits, for a spreadsheet
    medical_notes.jsonl  medical notes, one a line
    photos, documents, consents  files, where there are any; what was signed stands in JSON, byte by byte as it was hashed
    missing.txt  only if a file could not be read
privacy-export-read-own = { $practice }, { $day }. What is known of one client.

    client.json  everything as it is stored
    visits.csv  visits, for a spreadsheet
    photos, documents, consents  files, where there are any; what was signed stands in JSON, byte by byte as it was hashed
    missing.txt  only if a file could not be read
    Notes and photos that we keep for our own work are not in it; ask us for them.
privacy-export-read-practice = { $practice }, { $day }. Everything of the practice.

    practice.json  services, hours and rules, as “aureli practice apply” reads them
    clients.csv, visits.csv  for a spreadsheet
    medical_notes.jsonl  medical notes, one a line
    data  every table, one JSON object a line
    photos, documents, consents  files by client; what was signed stands in JSON, byte by byte as it was hashed
    missing.txt  only if a file could not be read
privacy-column-name = Name
privacy-column-phone = Phone
privacy-column-email = E-mail
privacy-column-birthday = Birthday
privacy-column-since = Client since
privacy-column-date = Date
privacy-column-time = Time
privacy-column-client = Client
privacy-column-visit = Visit
privacy-column-status = Status
privacy-column-price = Price
privacy-column-currency = Currency
privacy-column-reference = Reference

privacy-erase = Erase
privacy-erase-text = For a client who asks to be forgotten. Nobody can undo it, not even from a backup.
privacy-erase-do = Erase for good
privacy-lock = Lock
privacy-lock-text = Your rules say that health records must be kept for a time. They are locked: found nowhere and used for nothing. After that time they are erased by themselves. All else goes now.
privacy-lock-do = Erase the rest and lock
privacy-goes = Goes for good
privacy-goes-card = Name, phone, e-mail, birthday, address and everything else on the card
privacy-goes-contacts = Phone, e-mail, address and all else on the card but the name, the date of birth and allergies
privacy-goes-notes = { $n ->
    [one] { $n } note
   *[other] { $n } notes
}
privacy-goes-waits = { $n ->
    [one] { $n } wish on the waitlist
   *[other] { $n } wishes on the waitlist
}
privacy-goes-subjects = { $n ->
    [one] { $n } pet, car or child
   *[other] { $n } pets, cars or children
}
privacy-goes-photos = { $n ->
    [one] { $n } photo or document, with its files
   *[other] { $n } photos and documents, with their files
}
privacy-goes-messages = { $n ->
    [one] { $n } message
   *[other] { $n } messages
}
privacy-goes-signed = { $n ->
    [one] { $n } signed document
   *[other] { $n } signed documents
}
privacy-goes-medical = { $n ->
    [one] { $n } medical note
   *[other] { $n } medical notes
}
privacy-stays = Stays
privacy-stays-health = Health records with the name and the date of birth, locked until { $day }
privacy-stays-visits = { $n ->
    [one] { $n } visit with its price, for your books, without a name
   *[other] { $n } visits with their prices, for your books, without a name
}
privacy-stays-hashes = The fingerprints of what was signed: they tell nothing by themselves
privacy-stays-log = The log of what was done, without names
privacy-ahead = { $n ->
    [one] { $n } visit lies ahead. Cancel it first, so that the client is told.
   *[other] { $n } visits lie ahead. Cancel them first, so that the client is told.
}
privacy-visits-ahead = A visit lies ahead. Cancel it first, so that the client is told.
privacy-to-visits = To the visits
privacy-money-on-its-way = A payment or a refund is on its way, or a receipt of a transfer waits for you. Let it come to its end first.
privacy-unpaid-stay = { $n ->
    [one] { $n } of them is not paid: the client’s link for paying it stops working
   *[other] { $n } of them are not paid: the client’s links for paying them stop working
}
privacy-packages-stay = { $n ->
    [one] { $n } package or certificate that something is left on: whoever has the code can use it
   *[other] { $n } packages and certificates that something is left on: whoever has the code can use them
}
privacy-confirm = I know that this cannot be undone
privacy-confirm-needed = Tick that you know it cannot be undone
privacy-now-erased = Erased
privacy-now-locked = Locked, and the rest erased
privacy-now-unlocked = The card is back
privacy-erased-name = Erased client
privacy-erased-on = Erased on { $day }.
privacy-erased-text = Visits and sums remain, without a name.
privacy-locked-on = Locked on { $day }.
privacy-locked-text = Health records are kept and used for nothing else.
privacy-locked-text-until = Health records are kept until { $day } and used for nothing else. Then they are erased.
privacy-locked-until = until { $day }
privacy-locked-records = Kept records
privacy-unlock = Unlock the card
privacy-unlock-text = If the client has come back. What was erased does not come back.

privacy-all = Everything
privacy-all-text = Your clients, visits, messages, photos and signed forms as a ZIP: to keep, or to move elsewhere. It is not encrypted: keep it where nobody else looks.
privacy-all-do = Download everything
privacy-rules = How long what is kept
privacy-rules-text = Empty means for ever. What has passed its time goes by itself within a day and does not come back.
privacy-months = months
privacy-rule-health = Health records, at least
privacy-rule-health-hint = Where a law asks for it, such as 60 months in Spain. Counted from the last visit: until then a card is locked instead of erased.
privacy-rule-clients = Clients who stay away
privacy-rule-clients-hint = Erased so long after their last visit.
privacy-rule-messages = Messages
privacy-rule-messages-hint = Their words and addresses; that they were sent remains. Wishes on the waitlist that have ended go too.
privacy-rule-photos = Photos and documents
privacy-rule-photos-hint = Counted from the day they were taken.
privacy-rule-consents = Signed forms that have ended
privacy-rule-consents-hint = Counted from the day they ran out or were withdrawn.
privacy-rule-due = { $n ->
    [0] Nothing is that old now.
   *[other] That old now: { $n }.
}
privacy-rule-shorter = Health records must be kept longer than that
privacy-rules-now = By these rules this goes for good within a day, and nobody can bring it back:
privacy-rules-line = { $what }: { $n }
privacy-rules-confirm = I have seen what goes, and it may
privacy-rules-confirm-needed = Tick that you have seen what goes
privacy-consent = Consent to data processing
privacy-consent-text = A document of its own, signed apart from everything else, as the law asks. Choose in the form’s rules which services ask for it.
privacy-done = Erased and locked
privacy-done-none = Nobody yet.
privacy-reason-asked = on request
privacy-reason-rule = by your rule
privacy-reason-lock-ended = the time to keep it was over
privacy-reason-restored = again, after a backup was restored
