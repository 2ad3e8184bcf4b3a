### Series: visits that are booked, moved and cancelled as one.

series-new = New series
series-visits = Visits of the series
series-repeat = How often
series-repeat-action = Repeat
series-repeat-visit = Repeat this visit
series-once = Does not repeat
series-weekly = By weeks
series-daily = By days
series-monthly = By months, on the same weekday
series-custom = By a rule of your own
series-every = Every how many
series-every-hint = 1 is every week, 2 every other week
series-days = On these days
series-days-hint = The first visit’s day always counts
series-ends = Ends
series-ends-count = After several visits
series-ends-date = On a date
series-count = How many visits, the first one included
series-until = Last date
series-rule = Rule
series-rule-hint = As calendars write it, such as FREQ=MONTHLY;BYDAY=-1FR;COUNT=6
series-rule-invalid = This rule can’t be read
series-rule-too-often = A series has one visit a day at most
series-rule-unsupported = This kind of repeat is not kept here
series-endless = A series must end, with { $max } visits at most. Add COUNT= or UNTIL= to the rule.
series-too-many = { $max ->
    [one] A series has { $max } visit at most. Make this one shorter.
   *[other] A series has { $max } visits at most. Make this one shorter.
}
series-too-far = A series reaches two years ahead at most. Make this one shorter.
series-not-on-first = The rule does not fall on the first visit’s day. Choose another day or change the rule.
series-only-one = That is only one visit. Choose a later end.
series-until-first = Choose a date after the first visit
series-words-daily = { $n ->
    [1] Every day
   *[other] Every { $n } days
}
series-words-weekly = { $n ->
    [1] Every week: { $days }
   *[other] Every { $n } weeks: { $days }
}
series-words-rule = By rule { $rule }
series-book = Book the series
series-change = Change
series-show = Show the visits
series-decide = Decide what becomes of this visit
series-decision = What becomes of { $when }
series-choose = Choose what to do
series-move-to = Take { $when }
series-skip = Skip this one
series-leave-out = Skip
series-stay = Leave it where it is
series-leave = Leave
series-over = Book over it
series-anyway = Book it anyway
series-taken = Taken: { $names }
series-closed = Outside your hours, or blocked
series-skipped = The clock skips this time on this day
series-past = This time is over
series-was = was { $when }
series-now-booked = The series is booked
series-now-moved = The visits have moved
series-now-cancelled = The visits are cancelled, their time is free
series-nothing-left = Nothing is left to do. Keep at least one visit besides the first.
series-is-one = This visit belongs to a series already.
series-stale = Somebody changed the series meanwhile. Look at it again.
series-scope-move = What moves
series-scope-cancel = What is cancelled
series-scope-one = Only this visit
series-scope-following = { $n ->
    [one] This and the following: { $n } visit
   *[other] This and the following: { $n } visits
}
series-scope-all = { $n ->
    [one] All that lie ahead: { $n } visit
   *[other] All that lie ahead: { $n } visits
}
series-move = Move several visits
series-move-all = Move the visits
series-client-is-told = The client gets one e-mail about all of them.
series-of-visit = Series
series-place = { $n } of { $all }. { $rule }
series-others = Other visits of the series
series-sibling = { $weekday } { $day }, { $time }

mail-series-booked-subject = { $n ->
    [one] Booked: { $n } visit, { $who }
   *[other] Booked: { $n } visits, { $who }
}
mail-series-booked-title = See you soon, { $name }
mail-series-booked-lead = { $n ->
    [one] { $n } visit to { $who } is booked for you.
   *[other] { $n } visits to { $who } are booked for you.
}
mail-series-moved-subject = { $n ->
    [one] New time for { $n } visit, { $who }
   *[other] New times for { $n } visits, { $who }
}
mail-series-moved-title = New times, { $name }
mail-series-moved-lead = { $n ->
    [one] { $n } visit to { $who } has a new time.
   *[other] { $n } visits to { $who } have new times.
}
mail-series-cancelled-subject = { $n ->
    [one] Cancelled: { $n } visit, { $who }
   *[other] Cancelled: { $n } visits, { $who }
}
mail-series-cancelled-title = Your visits are cancelled, { $name }
mail-series-cancelled-lead = { $n ->
    [one] { $n } visit to { $who } will not take place. You are welcome to book another time.
   *[other] { $n } visits to { $who } will not take place. You are welcome to book other times.
}
mail-series-visit = Visit { $n }
mail-series-was = { $when } (it was { $was })
mail-series-action = Open the first visit
mail-series-note = Each visit above has its own link: there it can be moved or cancelled. The file brings all of them to your calendar.
