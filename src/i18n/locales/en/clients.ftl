### Clients: the list, a card, its form.

clients-count = { $n ->
    [0] Nobody yet
    [one] { $n } person
    [1001] More than 1,000 people
   *[other] { $n } people
}
clients-add = Add client
clients-search = Search clients
clients-search-hint = Name, phone, e-mail
clients-empty = No clients yet
clients-empty-text = Whoever books a visit is listed here by name, with what to mind and when they come. You can also add people by hand.
clients-none = Nobody found
clients-none-text = Nobody’s name, phone or e-mail has “{ $q }” in it.
clients-client = Client
clients-next = Next visit
clients-last = Last visit
clients-contact = Contact

client-all = All clients
client-new = New client
client-created = Client added
client-since = On your list since { $since }
client-next = Next visit
client-no-next = Nothing is booked.
client-past = Past visits
client-no-past = No visits yet.
client-older = Show older visits
client-when = { $day }, { $time }
client-visit = { $title }, { $length }, { $price }
client-contact = Contact
client-name = Name
client-phone = Phone
client-email = E-mail
client-language = Language
client-language-hint = Messages go out in it
client-allergies = Allergies and contraindications
client-allergies-hint = Shown as an alert wherever the client is booked
client-note = Note
client-note-hint = Only you and your team see it
client-no-note = Nothing noted yet.
client-stale = Somebody changed this card meanwhile. What you typed is kept: saving again replaces their changes.
client-as-it-is = See it as it is now
client-double = { $name } has this phone or e-mail already.
client-double-open = Open that card
client-double-anyway = Add another person with the same contact

## The whole card

clients-visits = Visits
clients-spent = Spent
clients-filter = Filter the list
clients-birthdays = Birthdays
clients-birthdays-when = The next 45 days
clients-birthdays-empty = No birthdays in the next 45 days
clients-birthdays-empty-text = Add a birthday on a client’s card, with or without the year, and it shows here in time.
clients-blocked = Block list
clients-is-blocked = Blocked
clients-none-filtered = Nobody is on this list.
client-turns = turns { $n }
client-figures = Spent
client-usual = Usual visit
client-no-shows = No-shows
client-late-cancels = Late cancellations
client-notes = Notes
client-note-new = New note
client-note-edit = Edit the note
client-note-first = First note
client-note-add = Add note
client-note-added = Note added
client-note-deleted = Note deleted
client-note-delete = Delete the note
client-note-pin = Pin
client-note-unpin = Unpin
client-note-pinned = Pinned
client-note-keep-first = Keep it on top
client-note-by = { $author }, { $day }
client-note-changed = { $signed }, changed since
client-tags = Tags
client-tags-hint = Your own words, divided by commas
client-tags-known = Used so far:
client-tags-too-many = Keep to { $max } tags
client-form-reach = How to reach them
client-form-person = About the person
client-writes-in = Writes in
client-writes = { $language }, by { $channel }
client-writes-by = Likes to be written to by
client-writes-by-any = Not known
client-more-contacts = More phones and messengers
client-contact-kind-n = Kind of contact { $n }
client-contact-value-n = Contact { $n }
client-contact-label-n = Whose contact { $n } is
client-contact-whose = Whose, where
client-contact-phone = Phone
client-contact-email = E-mail
client-contact-telegram = Telegram
client-contact-whatsapp = WhatsApp
client-contact-viber = Viber
client-contact-instagram = Instagram
client-contact-other = Other
client-address = Address
client-birthday = Birthday
client-birthday-hint = Like 9.9 or 9 September 1990; the year may be left out
client-birthday-wrong = Enter a day and a month, like 9.9 or 9 September 1990
client-came-from = Came from
client-came-from-hint = Who sent them, or where they saw you
client-preferences = Preferences
client-preferences-hint = Tea, music, quiet, where to park
client-emergency = In an emergency
client-emergency-hint = Name of the person to call
client-emergency-phone = Their phone
client-marketing = Offers and news
client-marketing-allowed = May be sent offers and news
client-marketing-none = No consent to advertising
client-marketing-master = Allowed on { $day }, entered by you
client-marketing-public = Allowed by the client on { $day }
client-marketing-ended = Taken back on { $day }
client-subjects = Pets, cars, children
client-no-subjects = What visits can be about, besides the client.
client-subject-new = Pet, car or child
client-subject-kind = What it is
client-subject-pet = Pet
client-subject-car = Car
client-subject-child = Child
client-subject-other = Other
client-subject-name = Name
client-subject-name-hint = Luna, Seat Ibiza, Misha
client-subject-about = Breed, model
client-subject-about-hint = What helps to plan the visit
client-subject-born = Born on
client-subject-plate = Number plate
client-subject-car-only = For a car
client-subject-vin = VIN
client-subject-vin-hint = For a car: 17 letters and digits
client-subject-archive = Put away
client-subject-restore = Bring back
client-subject-archived = put away
client-vin-wrong = Enter all 17 letters and digits of the VIN; it has no I, O or Q
client-vin-digit = Check the VIN: one letter or digit does not fit the others
client-family = Family
client-no-family = Link a child or a partner, and visits can be booked for them from this card.
client-family-new = Link a family member
client-family-who = Whom
client-family-hint = They need a card of their own; add it first if there is none
client-family-choose = Find and choose the other person
client-family-self = Choose somebody else: a card cannot be linked to itself
client-family-relation = Who they are to { $name }
client-family-reverse = The other way round: they book for { $name }
client-family-remove = Remove the link to { $name }
client-family-removed = Link removed
client-relation-child = Child
client-relation-parent = Parent, books the visits
client-relation-partner = Partner
client-relation-relative = Relative
client-relation-other = Other
client-block = Block from online booking
client-block-text = They can no longer book online and are not told why: the page asks them to call you. Booked visits stay, and you can still book them yourself.
client-block-reason = Why
client-block-reason-hint = Only you and your team see it
client-block-done = Blocked from online booking
client-unblock = Allow again
client-unblock-done = Online booking is open again
client-blocked-since = Blocked from online booking since { $day }.
client-field-none = Not answered
client-field-new = New question
client-field-name = What to ask
client-field-name-hint = Curl, length, club card
client-field-kind = Kind of answer
client-field-text = Text
client-field-number = Number
client-field-date = Date
client-field-choice = One of several
client-field-yes-no = Yes or no
client-field-choices = The choices
client-field-choices-hint = One a line; only for “one of several”
client-field-choices-few = Enter 2 to 50 choices, one a line
client-field-archive = Ask no more
client-field-archived = The question is gone from the form; answers stay on the cards
client-fields-empty = No questions of your own yet
client-fields-empty-text = What you want to know of every client besides name and phone: a curl, a length, a card number. It then stands on each card.
client-visits-since = { $n ->
    [one] { $n } visit since { $since }
   *[other] { $n } visits since { $since }
}
client-in-visits = { $n ->
    [0] No visit yet
    [one] in { $n } visit
   *[other] in { $n } visits
}
client-habit-weeks = { $n ->
    [one] Comes every week, so the next visit falls around { $likely }.
   *[other] Comes every { $n } weeks, so the next visit falls around { $likely }.
}
client-habit-days = { $n ->
    [one] Comes every day, so the next visit falls around { $likely }.
   *[other] Comes every { $n } days, so the next visit falls around { $likely }.
}
client-birthday-age = { $day }, { $n ->
    [one] { $n } year old
   *[other] { $n } years old
}
clients-alike = Alike
client-medical = Medical notes
client-medical-new = New medical note
client-medical-text = What matters for their health
client-medical-hint = Kept encrypted. It is in no search and no message, and every reading is recorded.
client-medical-read = Read
client-medical-none = No medical notes.
client-medical-recorded = This reading was recorded.
client-medical-count = { $n ->
    [one] { $n } note, of { $last }. Encrypted; reading is recorded.
   *[other] { $n } notes, the last of { $last }. Encrypted; reading is recorded.
}
client-double-name = { $name } is already in your list under nearly the same name.
client-merge = Join with another card
client-merge-one = Join the two cards
client-merge-text = Find the other card of { $name }. You will see what becomes of both before anything changes.
client-merge-alike = These look like the same person
client-merge-same-contact = Same phone or e-mail
client-merge-same-name = Nearly the same name
client-merge-stays = This card stays
client-merge-goes = Goes into it
client-merge-result = Then it says
client-merge-moves = Moves to { $name }
client-merge-undo-text = A second phone or e-mail stays as a further contact. You can undo this from the card.
client-merge-now = Join the cards
client-merge-turn = Keep { $name } instead
client-merge-done = The cards are one now
client-merge-undone = Two cards again
client-merge-self = Choose another card than this one
client-merge-gone = One of these cards has been joined with another one already
client-merge-later = Undo the later join first
client-merged = Joined with { $name } on { $day }.
client-merge-visits = { $n ->
    [one] { $n } visit
   *[other] { $n } visits
}
client-merge-notes = { $n ->
    [one] { $n } note
   *[other] { $n } notes
}
client-merge-photos = { $n ->
    [one] { $n } photo
   *[other] { $n } photos
}
client-merge-messages = { $n ->
    [one] { $n } message
   *[other] { $n } messages
}
client-merge-subjects = { $n ->
    [one] { $n } pet, car or child
   *[other] { $n } pets, cars and children
}
client-merge-medical = { $n ->
    [one] { $n } medical note
   *[other] { $n } medical notes
}
clients-bulk = Tag several at once
clients-bulk-whom = Whom
clients-bulk-remove = Take these tags away instead
clients-bulk-nobody = Tick at least one client
clients-bulk-first = These are the first { $n }; narrow the list to reach the others.
clients-bulk-tagged = { $n ->
    [one] Tags of { $n } client changed
   *[other] Tags of { $n } clients changed
}
