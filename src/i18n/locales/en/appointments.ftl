### Visits: the calendar's words and what can be done with a visit.

source-public = Online
source-master = By you
source-walk-in = Walk-in
source-voice = By phone assistant
source-api = By API
source-import = Imported
source-waitlist = From the waitlist
source-series = Series
source-demo = Demo

appointment-walk-in = Walk-in
appointment-complete = Complete
appointment-start = Start
appointment-stale = Somebody changed this visit meanwhile. Here it is as it stands now.
appointment-news = Meanwhile this visit was changed elsewhere: { $status }, { $day }, { $time }. What you have entered is still here.
appointment-news-show = Show it as it stands now
appointment-note-stale = The note was changed meanwhile. Both texts stand here: keep what is right.
appointment-closed = This visit is over or cancelled, so it cannot be changed.
appointment-bad-transition = That step does not fit the visit as it stands now.
appointment-not-begun = The visit has not begun yet. A no-show can be noted once its time has come.
appointment-not-today = This visit is on a later day. It can be started and completed once its day has come.
appointment-no-show-final = A no-show can be taken back within a day. This one is older.
appointment-final = This cancellation can no longer be taken back. Book the time anew.
appointment-bad-length = A visit lasts from 5 minutes to 24 hours.
appointment-form-used = This form has booked a visit already. Press again to book this one as well.

now-until-then = until { $until }, then { $name } at { $time }
now-until = until { $until }
now-next = at { $time }
now-done = All done for today
now-done-line = No more visits today
now-label = { $n ->
    [one] Today: { $n } visit
   *[other] Today: { $n } visits
}

error-slot-taken = This time has just been taken. Choose another one.
error-csrf = This page was open for long or came from elsewhere. Go back, reload it and try again.
error-form = Some of what was sent could not be read. Go back, reload the page and try again.

## The panel

appointment-about = { $n ->
    [1] First visit, writes in { $language }
   *[other] Visit { $n }, writes in { $language }
}
appointment-in-en = English
appointment-in-es = Spanish
appointment-in-ru = Russian
appointment-no-client = Not in the client list
appointment-call = Call { $name }, { $number }
appointment-write = Write an e-mail to { $name }
appointment-allergy = Allergy:
appointment-steps = Life of the visit
appointment-step-booked = Booked
appointment-step-confirmed = Confirmed
appointment-step-chair = Under way
appointment-step-done = Completed
appointment-left = { $length } left
appointment-progress = { $passed } of { $all } minutes
appointment-day = { $day }, { $length }
appointment-day-near = { $near }, { $day }, { $length }
appointment-moment = { $day } { $time }
appointment-moment-today = today { $time }
appointment-overlaps = Overlaps { $name } by { $length } ({ $time }).
appointment-service = Service
appointment-addon = Add-on
appointment-price = Price
appointment-buffer = Buffer
appointment-buffer-before = { $before } before
appointment-buffer-after = { $after } after
appointment-buffer-both = { $before } before, { $after } after
appointment-booked = Booked
appointment-booked-how = { $source }, { $when }
appointment-given = Given at booking
appointment-reference = Reference
appointment-coming = Said they are coming
appointment-kept-until = Kept until
appointment-reason = Reason
appointment-late = Late cancellation
appointment-moved-late = Moved late
appointment-client-note = Note from the client
appointment-note = Your note
appointment-note-label = Note about this visit
appointment-note-hint = The client does not see it
appointment-history = History of this booking
appointment-final-price = To pay
appointment-complete-for = Complete, { $price }
appointment-confirm = Confirm
appointment-arrive = Mark arrived
appointment-no-show = Mark no-show
appointment-take-back = Not a no-show after all
appointment-restore = Undo the cancellation
appointment-move = Move
appointment-cancel = Cancel the visit
appointment-decline = Decline
appointment-more = More actions
appointment-book-next = Book the next visit

## What was done

appointment-now-confirmed = Visit confirmed
appointment-now-arrived = Marked as arrived
appointment-now-started = Visit started
appointment-now-completed = Visit completed
appointment-now-no-show = Marked as a no-show
appointment-now-cancelled = Visit cancelled, its time is free
appointment-now-restored = The visit stands again
appointment-now-moved = Visit moved
appointment-other-time = Choose a time
appointment-note-add = Add a note
appointment-now-until = Now until { $until }
appointment-moved-to = Moved to { $day }, { $time }
appointment-moved-but = { $moved }. { $why }
appointment-outside-hours = Outside your opening hours
appointment-outside-block = In time that you have blocked: { $reason }
appointment-by-itself = Automatically
appointment-happened-created = Booked
appointment-happened-moved = Moved: { $from } → { $to }
appointment-happened-place = Place: { $from } → { $to }
appointment-happened-moved-late = Moved late: { $from } → { $to }
appointment-happened-stretched = Now takes { $length }
appointment-happened-status = { $from } → { $to }
appointment-happened-restored = Cancellation taken back
appointment-happened-status-late = { $from } → { $to }, late
appointment-happened-coming = The client is coming
appointment-happened-changed = Note changed

## Cancelling and moving

appointment-what = { $day }, { $time }, { $title }
appointment-who-cancels = Who cancels
appointment-by-client = The client
appointment-by-client-late = Counts as a late cancellation
appointment-by-client-early = In good time, so it does not count as late
appointment-by-master = I do
appointment-by-master-sub = The client is free to book another time
appointment-reason-hint = The client reads it in the message
appointment-client-is-told = The client gets an e-mail about it.
appointment-decline-lead = The request is declined and its time is free again.
appointment-keep = Keep it
appointment-move-title = Move to another time
appointment-date = Date
appointment-free-on = Free on { $day }
appointment-no-slots = Nothing is free on this day within your hours. Choose another day, or type a time.
appointment-no-slots-unsigned = There is free time on this day, but what must be signed first does not count then. Choose a later day, or type a time.
appointment-next-free = Next free: { $day }
appointment-any-time = Any other time
appointment-length = Length
appointment-minutes = min
appointment-move-to-time = Move to the typed time
appointment-taken = This time is taken:
appointment-taken-next = Choose another time, or tick “Book over” below.
appointment-clash = { $name }, { $time }
appointment-book-over = Book over what is there
appointment-book-over-hint = Both visits stay, marked as overlapping
appointment-past = That time is over already.
appointment-past-move = Move it into the past
appointment-past-move-hint = To put the record right. The client is told nothing.
appointment-time-skipped = The clock goes forward that night and skips this time. Choose one an hour later.

## New visits

appointment-client = Client
appointment-nobody = Nobody from the list
appointment-choose-client = Choose a client, or “Nobody from the list”
appointment-choose-service = Choose a service
appointment-choose-time = Choose a free time, or type one
appointment-addons = Add-ons
appointment-upsell = Suggest: { $hint }
appointment-show-times = Show free times
appointment-book = Book
appointment-block-instead = Block this time instead
appointment-now-booked = Visit booked
appointment-now-noted = Visit noted; its time is past, so nobody is told
appointment-walk-in-lead = Choose what it is, and it begins now
appointment-no-services = Nothing to book yet
appointment-no-services-text = A visit needs a service with its length and price. Add the first one, then book.
appointment-add-service = Add a service
appointment-for-whom = For whom, about what
appointment-for-self = The client
appointment-for = { $name }, { $relation }
appointment-about-subject = About { $name }
appointment-booker = Booked by
appointment-same = This phone or e-mail is on the card of { $name }. Who comes?
appointment-same-own = { $name }: book for that card
appointment-same-other = { $name }, somebody else: make a new card with the same contact
appointment-nearest-none = Nothing is free in the next two months. Choose any time.
