### Mail about visits: what clients and the master receive.

mail-when = { $day }, { $time }
mail-when-zone = { $when } ({ $city } time)
mail-foot = Sent by { $practice } through Aureli Solo. You can answer this message.
mail-foot-master = Sent by Aureli Solo about your practice. Answers to this message are not read.
mail-cancel-until = You can move or cancel freely until { $until }.

mail-fact-when = When
mail-fact-was = It was
mail-fact-what = What
mail-fact-where = Where
mail-fact-price = Price
mail-fact-reference = Reference
mail-fact-client = Client
mail-fact-phone = Phone
mail-fact-given = Given at booking
mail-fact-note = Their note
mail-fact-reason = Reason

mail-action-confirm = Yes, I am coming
mail-action-move = Move to another time
mail-action-cancel = Cancel the visit
mail-action-again = Book another time
mail-action-open = Open the visit

mail-booked-subject = Booked: { $when }, { $who }
mail-booked-title = See you soon, { $name }
mail-booked-lead = Your visit to { $who } is booked: { $service }.
mail-restored-subject = Stands again: { $when }, { $who }
mail-restored-title = See you after all, { $name }
mail-restored-lead = Your visit to { $who } stands again: { $service }.

mail-requested-subject = Your request for { $when }, { $who }
mail-requested-title = Your request is on its way, { $name }
mail-requested-lead = { $who } answers each request in person. You get a message as soon as { $service } is confirmed; until then the time is kept for you.

mail-moved-subject = Moved to { $when }, { $who }
mail-moved-title = New time for your visit, { $name }
mail-moved-lead = Your visit to { $who } has a new time: { $service }.
mail-place-subject = Another place: { $when }, { $who }
mail-place-title = Your visit is held elsewhere, { $name }
mail-place-lead = Your visit to { $who } has another place, the time stays: { $service }.

mail-cancelled-subject = Cancelled: { $when }, { $who }
mail-cancelled-title = Your visit is cancelled, { $name }
mail-cancelled-lead = The visit to { $who } will not take place: { $service }. You are welcome to book another time.

mail-expired-subject = No answer to your request for { $when }, { $who }
mail-expired-title = Your request has run out, { $name }
mail-expired-lead = { $who } could not answer in time, so the time is free again: { $service }. Other times may suit you.

mail-reminder-subject = Reminder: { $when }, { $who }
mail-reminder-title = Your visit is coming up, { $name }
mail-reminder-lead = { $who } expects you: { $service }. One tap tells that you are coming.

mail-master-booked-subject = New visit: { $when }, { $who }
mail-master-booked-title = New visit
mail-master-booked-lead = { $who } has booked { $service }.

mail-master-requested-subject = Request: { $when }, { $who }
mail-master-requested-title = A request waits for your answer
mail-master-requested-lead = { $who } asks for { $service }. The time is kept until you answer.

mail-master-moved-subject = Moved to { $when }: { $who }
mail-master-moved-title = A visit was moved
mail-master-moved-lead = { $who } moved { $service } to another time.

mail-master-cancelled-subject = Cancelled: { $when }, { $who }
mail-master-cancelled-title = A visit was cancelled
mail-master-cancelled-lead = { $who } is not coming for { $service }. The time is free again.
mail-master-restored-subject = Stands again: { $when }, { $who }
mail-master-restored-title = A cancellation was taken back
mail-master-restored-lead = { $who } is coming after all: { $service }.

## The built-in mailbox (development)

mailbox-title = Mailbox
mailbox-lead = No SMTP server is set, so mail stays here. Only development shows this page.
mailbox-empty = No mail yet
mailbox-empty-text = Book a visit or sign up: what would be sent appears here.
mailbox-to = To { $to }
mailbox-html = The formatted version
mailbox-back = All mail
mailbox-attachment = Attached calendar file

mail-consent-asked-subject = To sign: { $form }, { $who }
mail-consent-asked-title = Hello { $name }
mail-consent-asked-lead = { $who } asks you to read and sign “{ $form }”. It takes about two minutes.
mail-consent-asked-action = Read and sign
mail-consent-asked-note = The link is yours alone: do not pass it on.
mail-consent-signed-subject = Your signed copy: { $form }, { $who }
mail-consent-signed-title = Thank you, { $name }
mail-consent-signed-lead = You signed “{ $form }” for { $who }. The copy can be read, printed and withdrawn by this link.
mail-consent-signed-action = Open the copy
mail-consent-signed-note = Keep this mail: the fingerprint above proves what was signed.
