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

## What goes out, to be seen and changed by hand

messages-title = Messages
messages-states = Which messages
messages-state-next = Goes out next
messages-state-sent = Sent
messages-state-failed = Not delivered
messages-state-dropped = Not sent
messages-none-next = Nothing is waiting to go out
messages-none-sent = Nothing has gone out yet
messages-none-failed = Everything was delivered
messages-none-dropped = Nothing was held back
messages-none-text = Confirmations, reminders and other messages to clients stand here, each with what became of it.
messages-of-visit = Messages about the visit
messages-of-client = Still to go out

messages-kind-booked = Confirmation
messages-kind-restored = Visit stands again
messages-kind-requested = Request received
messages-kind-deposit-asked = Request for a deposit
messages-kind-deposit-expired = Deposit not paid
messages-kind-deposit-late = Deposit came too late
messages-kind-moved = New time
messages-kind-cancelled = Cancellation
messages-kind-expired = Request unanswered
messages-kind-reminder = Reminder
messages-kind-series-booked = Several visits booked
messages-kind-series-moved = Several visits moved
messages-kind-series-cancelled = Several visits cancelled
messages-kind-mailing = News
messages-kind-consent-asked = Request to sign
messages-kind-consent-signed = Signed copy
messages-kind-own-page = Link to their own page
messages-kind-invoice = Invoice
messages-kind-package = Package or certificate
messages-kind-package-ending = Package ends soon
messages-kind-waitlist-joined = On the waitlist
messages-kind-waitlist-offer = Offer of a free time

messages-channel-email = E-mail
messages-channel-sms = SMS
messages-channel-telegram = Telegram

messages-goes = Goes out: { $when }
messages-goes-now = Goes out now
messages-going = Being sent right now
messages-again = Tried { $n ->
    [one] once
   *[other] { $n } times
}, next try: { $when }
messages-went = Sent: { $when }
messages-failed = Not delivered: { $why }
messages-stopped = Stopped by hand. It was to go out: { $when }
messages-dropped = Not sent: { $why }

messages-why-cancelled = the visit was cancelled
messages-why-expired = the request or deposit ran out
messages-why-changed = the visit was changed, and a newer message took its place
messages-why-over = the visit is over
messages-why-late = it would have come too late
messages-why-closed = the practice is closed
messages-why-marketing = the client no longer wants advertising
messages-why-card = the client’s card is gone
messages-why-signed = it was already signed
messages-why-waitlist = nobody waits for it any more
messages-why-stopped = it was stopped by hand
messages-why-gone = there was no more need for it
messages-why-held = a backup was restored, so it may have been sent before
messages-why-refused = the address does not take it
messages-why-undelivered = the mail server could not be reached in time

messages-to = To
messages-channel = By
messages-language = Language
messages-visit = Visit
messages-words-now = As it would go out now
messages-words-went = As it was sent
messages-own-words = your words
messages-no-words = Its words are no longer kept.

messages-edit = Edit the words
messages-edit-lead = These words are for this message alone. When and where the visit is, the links and the foot stay as they are.
messages-subject = Subject
messages-text = Text
messages-text-hint = The first line becomes the heading if an empty line follows it.
messages-usual = Use the usual words
messages-stop = Do not send
messages-release = Send it after all
messages-theirs = What somebody else has written meanwhile
messages-stale = Somebody else changed this message meanwhile. Below is what you typed: save it again to replace theirs.
messages-reworded = The message has your words now
messages-usual-again = The message has the usual words again
messages-was-stopped = The message will not go out
messages-was-released = The message goes out

messages-too-late = It is too late for this message: what it was about has passed.
messages-not-here = This one is not changed by itself: stop the mailing or take the offer back where it was made.
messages-is-going = This message is being sent right now, so it can no longer be changed. Look again in two minutes.
messages-has-gone = This message has already gone out.
messages-has-failed = This message could not be delivered. Try it again, or tell them in another way.
messages-was-dropped = This message is not sent any more: what it was about has changed.
messages-was-tried = The mail server has been tried with these words already, so they stay. You can still stop the message.

## The practice's own words

templates-title = Message texts
templates-sub = Your own words for confirmations, reminders and the rest
templates-lead = Each message has words of its own from the start. Where you write yours, they take the place of its subject, heading and first sentences; when, where, price and the links always follow.
templates-own = yours
templates-look = Show how it reads
templates-restore = Restore the usual words
templates-restored = The usual words are back
templates-saved = Saved. Messages that go out from now on have these words
templates-sample = How it reads
templates-sample-of = On a visit of yours: { $visit }
templates-sample-invented = On an invented visit, until you have one of your own
templates-stale = Somebody else changed this text meanwhile. Below is what you typed: save it again to replace theirs.
templates-unknown = Something in braces means nothing here; what it is stands under “How it reads”
templates-unknown-one = { $found } means nothing here. What may stand in braces is listed below.
templates-unknown-nearest = { $found } means nothing here. Did you mean { $meant }?
templates-variables = What may stand in braces

templates-var-client-name = the client’s whole name
templates-var-first-name = its first word
templates-var-service = what is booked
templates-var-date = the day of the visit
templates-var-time = when it begins
templates-var-former-date = the day it was before
templates-var-former-time = when it began before
templates-var-place = where the visit is
templates-var-price = the price
templates-var-deposit = the deposit
templates-var-pay-until = until when the deposit can be paid
templates-var-practice = your practice’s name
templates-var-reference = the visit’s reference
templates-var-link = the page where the client can move or cancel the visit, or book another
