### Clients: the list, a card, its form.

clients-count = { $n ->
    [0] Nobody yet
    [one] { $n } person
   *[other] { $n } people
}
clients-add = Add client
clients-search = Search clients
clients-search-hint = Name, phone, e-mail
clients-search-hint-tags = Name, phone, e-mail, tag
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
client-no-past = No visits yet.
client-older = Show older
client-history = History
client-history-only = Show only
client-history-visits = Visits
client-history-photos = Photos
client-history-money = Money
client-history-newest = To the newest
client-history-nothing = Nothing of this kind yet.
client-history-taken = { $n ->
    [one] { $n } photo
   *[other] { $n } photos
}
client-history-signed = Signed: { $form }
client-history-withdrawn = Withdrawn: { $form }
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
client-note-hint = Only you and your team see it; a copy of all their data, if they ask for it, has it too
client-no-note = Nothing noted yet.
client-stale = Somebody saved this card while you had it open. Nothing of yours is saved yet: look at these parts, then save once more.
client-stale-saved = Saved meanwhile:
client-stale-typed = Here:
client-stale-nothing = nothing
client-stale-taken = You had not changed it here, so the form took it over.
client-stale-joined = Both stand in the form now. Shorten them if one is enough.
client-stale-replaces = Saving again replaces it by what stands here.
clients-found = { $n ->
    [0] Nobody found
    [one] { $n } person found
   *[other] { $n } people found
}
clients-found-more = More than { $n } people found
client-message-sent = Sent
client-message-dropped = Kept back
client-message-failed = Not delivered
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
client-balance = Balance
client-due = due
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
client-birthday-year = Check the year: it lies ahead, or too far back
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
client-subject-vin-known = This VIN stands on another car of this card already
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
client-block-reason-hint = Only you and your team see it; a copy of all their data, if they ask for it, has it too
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
clients-tagged = Tag “{ $tag }”
clients-tagged-all = Tag “{ $tag }”: show all
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
client-joined = This card was joined with another one. Open the client again.
client-merge-later = Undo that join first
client-merge-undo = Undo a join
client-merge-undo-of = Undo the join with { $name }
client-merge-undo-ask = Two cards again: what came from the card of { $name } goes back to it, and what was changed since stays where it is.
client-merge-since = Since then the card of { $name } was joined into the card of { $into }, on { $day }.
client-merge-to-later = To the join with { $name }
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
clients-bulk-part = Or only some of those below, { $n } of them.
clients-bulk-matching = { $n ->
    [one] The one client that matches
   *[other] All { $n } that match, those too that are not shown here
}
clients-bulk-none = Tick nobody
clients-bulk-all = Tick all
clients-bulk-tagged = { $n ->
    [one] Tags of { $n } client changed
   *[other] Tags of { $n } clients changed
}

## From a file

clients-import = Import clients
clients-import-lead = Bring your list from a spreadsheet, another booking program or your phone. You will see what becomes of every row before anything is added.
clients-import-file = File
clients-import-limits = A CSV file or vCards (.vcf), up to { $megabytes } MB and { $rows } rows
clients-import-next = Next
clients-import-open = Not finished yet
clients-import-rows = { $n ->
    [one] { $n } row
   *[other] { $n } rows
}
clients-import-how = Where the file comes from
clients-import-programs = Another booking program: look for “Export” at its list of clients and choose CSV. Exports of { $programs } are recognised; any other file works too, you only say what its columns are.
clients-import-excel-how = Excel, Numbers or Google Sheets: save or download the sheet as CSV (in Excel “CSV UTF-8”).
clients-import-phone-how = A phone: share all contacts as a vCard file (.vcf) and choose it here.
clients-import-choose = Choose a file
clients-import-empty = There is nothing in this file
clients-import-too-large = Choose a file of at most 20 MB. Photos make vCards large: export them without, or in parts
clients-import-too-long = Choose a file of at most 100,000 rows, or split this one
clients-import-excel = This is an Excel file. Open it and save it as CSV (File → Save as → CSV UTF-8), then choose that one
clients-import-no-text = This is no list. Choose a CSV file or vCards (.vcf)
clients-import-crowded = Several files are coming in right now. Try again in a minute
clients-import-gone = This file is no longer here. Choose it again
clients-import-busy = This import is under way already
clients-import-has-faults = Some rows have mistakes. Agree to leave them out, or mend the file
clients-import-many-tags = This file has more than 300 different tags. Choose another column for them
clients-import-about = { $file }, { $n ->
    [one] { $n } row
   *[other] { $n } rows
}
clients-import-program = This looks like an export of { $program }.
clients-import-vcard = These are vCards of a phone.
clients-import-map = Check what each column is, then see what would be added. Nothing is added yet.
clients-import-columns = What the columns are
clients-import-column = Column { $n }
clients-import-nothing = Leave out
clients-import-first-name = First name
clients-import-middle-name = Middle name
clients-import-last-name = Last name
clients-import-further-phone = Further phone
clients-import-further-email = Further e-mail
clients-import-marketing = Advertising allowed (yes or no)
clients-import-needs-name = Say which column holds the name
clients-import-twice = Two columns are the same. Choose something else for one of them
clients-import-rules = How to add them
clients-import-doubles = Who is on your list already, by phone or e-mail
clients-import-doubles-leave = Leave their card as it is
clients-import-doubles-fill = Add what their card lacks
clients-import-tag = Tag for all of them
clients-import-tag-hint = Such as “Import May”: you can find them by it later
clients-import-one-tag = Enter one tag, without commas
clients-import-dates = Dates in figures
clients-import-day-first = Day first: 14.05.1990
clients-import-month-first = Month first: 05/14/1990
clients-import-reading = The letters or columns look wrong?
clients-import-encoding = Letters
clients-import-delimiter = What parts the columns
clients-import-comma = Comma
clients-import-semicolon = Semicolon
clients-import-tab = Tabulator
clients-import-bar = Vertical bar
clients-import-has-header = The first row names the columns
clients-import-again = Read the file so
clients-import-check = Check the rows
clients-import-discard = Throw the file away
clients-import-discarded = File thrown away. Nothing was added
clients-import-checking = Checking the rows…
clients-import-importing = Adding the clients… You can leave this page: it goes on.
clients-import-failed = Something on our side went wrong, and nothing was added. Try again; if it fails once more, write to us.
clients-import-report = What would be added
clients-import-new = { $n ->
    [0] Nobody new
    [one] { $n } new client
   *[other] { $n } new clients
}
clients-import-known = { $n ->
    [one] { $n } is on your list already and stays as it is
   *[other] { $n } are on your list already and stay as they are
}
clients-import-known-fill = { $n ->
    [one] { $n } is on your list already and gets what the card lacks
   *[other] { $n } are on your list already and get what their cards lack
}
clients-import-twice-n = { $n ->
    [one] { $n } row repeats a person further up
   *[other] { $n } rows repeat people further up
}
clients-import-wrong = { $n ->
    [one] { $n } row with a mistake
   *[other] { $n } rows with mistakes
}
clients-import-faults = Mistakes
clients-import-row = Row
clients-import-heading = Column
clients-import-value = It says
clients-import-fault = What to do
clients-import-first-faults = These are the first { $n } mistakes.
clients-import-faults-hint = Mend them in the file and choose it again, choose “Leave out” for that column, or import the rest without these rows.
clients-import-wrong-rows = { $n ->
    [one] Download this row
   *[other] Download these { $n } rows
}
clients-import-lately = Imported lately
clients-import-undo = { $n ->
    [one] Take this import back: { $n } card
   *[other] Take this import back: { $n } cards
}
clients-import-undo-text = Cards that came with it go again, but for those that have visits or were changed since. What it added to cards that you had before stays.
clients-import-undoing = Taking the cards back… You can leave this page: it goes on.
clients-import-undone = { $n ->
    [one] Taken back: { $n } card is gone
   *[other] Taken back: { $n } cards are gone
}
clients-import-undone-visits = { $n ->
    [one] { $n } stays, as it has visits.
   *[other] { $n } stay, as they have visits.
}
clients-import-undone-changed = { $n ->
    [one] { $n } stays, as something was written on it or sent to the client since.
   *[other] { $n } stay, as something was written on them or sent to the clients since.
}
clients-import-undone-filled = { $n ->
    [one] { $n } card that you had before keeps what it got.
   *[other] { $n } cards that you had before keep what they got.
}
clients-import-no-name = Add a name
clients-import-name-lines = A line break in the name: a quote mark before it may not be closed
clients-import-quote-open = A quote mark in this row is never closed, so it holds all rows behind it. Close or remove it
clients-import-phone-rounded = The spreadsheet rounded this number. Give the column the type “text” and export it again
clients-import-start = { $n ->
    [0] Add what the cards lack
    [one] Import { $n } client
   *[other] Import { $n } clients
}
clients-import-start-without = { $n ->
    [0] Leave these rows out and add what the cards lack
    [one] Leave these rows out and import { $n } client
   *[other] Leave these rows out and import { $n } clients
}
clients-import-nothing-new = There is nobody to add.
clients-import-done = { $n ->
    [0] Nobody new was added
    [one] { $n } client added
   *[other] { $n } clients added
}
clients-import-filled = { $n ->
    [one] { $n } card got what it lacked
   *[other] { $n } cards got what they lacked
}
clients-import-left = { $n ->
    [one] { $n } card stayed as it was
   *[other] { $n } cards stayed as they were
}
clients-import-left-out = { $n ->
    [one] { $n } row left out
   *[other] { $n } rows left out
}
clients-import-another = Import another file
client-marketing-import = Allowed, as the file imported on { $day } said
clients-import-emergency = Emergency contact
clients-import-emergency-phone = Emergency phone

## Into a file

clients-export = Export clients
clients-export-lead = A file of the list for a spreadsheet: names, contacts, tags, notes, sums. Medical notes and photos are not in it. Each export is recorded.
clients-export-delimiter-hint = If the spreadsheet shows everything in one column, choose the other one
clients-export-now = Download the file
clients-export-marketing = Advertising
clients-export-blocked = Blocked since
clients-more = More
clients-bulk-undone = Undone: the tags are as they were before.
clients-tags-all = All tags
clients-tags-empty = No tags yet
clients-tags-empty-text = Write your own words on a card, such as VIP or Comes with a dog: they gather here.
clients-tag-change = Change “{ $name }”
clients-tag-name = Name of the tag
clients-tag-name-hint = The name of another tag makes one of both
clients-tag-known = { $n ->
    [0] “{ $name }” is there already; nobody has it. Make one tag of both?
    [one] “{ $name }” is there already; { $n } client has it. Make one tag of both? This cannot be undone.
   *[other] “{ $name }” is there already; { $n } clients have it. Make one tag of both? This cannot be undone.
}
client-tag-known = Another tag has this name already
clients-tag-join = Make one of both
clients-tag-joined = One tag now: { $name }
clients-tag-delete = Delete this tag
clients-tag-delete-text = { $n ->
    [0] Nobody has it.
    [one] It is taken off { $n } client. The card stays. This cannot be undone.
   *[other] It is taken off { $n } clients. Their cards stay. This cannot be undone.
}
clients-tag-deleted = The tag { $name } is deleted

## One message to many

clients-mailing = Message to many
clients-mailing-lead = Goes by e-mail to those who allowed advertising and are not blocked. Each copy has a link to take that back.
clients-mailing-subject = Subject
clients-mailing-body = Message
clients-mailing-body-hint = {"{"}name{"}"} becomes the client’s first name. An empty line begins a new paragraph.
clients-mailing-next = Next
clients-mailing-ask = { $n ->
    [one] Send this to { $n } client?
   *[other] Send this to { $n } clients?
}
clients-mailing-send = { $n ->
    [one] Send to { $n } client
   *[other] Send to { $n } clients
}
clients-mailing-edit = Back to the text
clients-mailing-leave-hint = Below the text stand your practice’s name and address and the link to take the consent back. The copies go out one after the other.
clients-mailing-example = Anna
clients-mailing-nobody = Nobody here allowed advertising and has an e-mail. Note the consent on the cards first
clients-mailing-unknown = Only { "{" }name{ "}" } may stand in braces: it becomes the client’s first name
clients-mailing-unknown-one = { $found } means nothing here and would go out as it is. Did you mean { "{" }name{ "}" }?
clients-mailing-language = In which language
clients-mailing-language-hint = Only those who are written to in this language. Everybody gets the text in their own language where you write one below.
clients-mailing-main = The text above is in
clients-mailing-others = The same in other languages (optional)
clients-mailing-others-hint = Each gets the text in their own language where you write one below; everybody else gets the text above.
clients-mailing-any-language = Whatever their language
clients-mailing-languages = { $languages }: you wrote no text in their language, so they get the first one as it stands. Go back to add it, or to choose one language.
clients-mailing-stop = Stop
clients-mailing-under-way = { $sent } of { $n } sent
clients-mailing-stopped = { $n ->
    [0] There was nothing left to stop
    [one] Stopped: { $n } copy stays here
   *[other] Stopped: { $n } copies stay here
}
clients-mailing-changed = The number of recipients has changed meanwhile. Look at it once more
clients-mailing-limit = That would be more than 2,000 copies in a day. Choose a tag, or send the rest tomorrow
clients-mailing-sent = { $n ->
    [one] On its way to { $n } client
   *[other] On its way to { $n } clients
}
clients-mailing-sent-before = This message was sent already
clients-mailing-latest = Sent before
mail-mailing-book = Book a visit
mail-mailing-foot = You get this because you allowed news from { $practice }.
mail-mailing-leave = No more news
unsubscribe-title = No more news?
unsubscribe-text = { $practice } will send you no more news and offers. Messages about your visits still come.
unsubscribe-now = No more news
unsubscribe-done = You get no more news
unsubscribe-done-text = { $practice } will not send you news and offers. Messages about your visits still come.
unsubscribe-again = That was a mistake: I want them
