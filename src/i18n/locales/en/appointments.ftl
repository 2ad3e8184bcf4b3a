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
appointment-closed = This visit is over or cancelled, so it cannot be changed.
appointment-bad-transition = That step does not fit the visit as it stands now.
appointment-not-begun = The visit has not begun yet. A no-show can be noted once its time has come.
appointment-no-show-final = A no-show can be taken back within a day. This one is older.
appointment-bad-length = A visit lasts from 5 minutes to 24 hours.

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
