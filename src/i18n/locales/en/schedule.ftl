### The schedule: hours, exceptions, blocked time.

schedule-from = From
schedule-to = to
schedule-until = Until
schedule-closed = closed
schedule-next-day = until the next day
schedule-hours-overlap = These hours overlap. Make them follow one another.
schedule-hours-overlap-other = These hours overlap the hours of another period
schedule-hours-missing = Enter the hours, or switch the day off
schedule-stale = The hours were changed meanwhile, in another window or by someone else. What you entered is kept below: save it again to use it instead.
schedule-override-stale = This exception was changed meanwhile, in another window or by someone else. What you entered is kept below: save it again to use it instead.
schedule-block-stale = This block was changed meanwhile, in another window or by someone else. What you entered is kept below: save it again to use it instead.

schedule-day-open = { $day }, open
schedule-day-from = { $day }, from
schedule-day-until = { $day }, until
schedule-another = Another interval on { $day }
schedule-hours-hint = A break at noon? Enter two intervals. Hours after midnight belong to the day they begin.
schedule-hours-saved = Working hours are saved
schedule-period-always = All year
schedule-period-now = Now
schedule-period-until = until { $date }
schedule-period-from = from { $date }
schedule-period-between = { $from } – { $until }
schedule-periods = Periods
schedule-season = Other hours for a season
schedule-season-hint = For a summer or a trip: other hours between two dates. Before and after, the usual ones hold.
schedule-season-new = New season
schedule-season-create = Create and set the hours
schedule-season-from = First day
schedule-season-until = Last day
schedule-season-added = The season is created. Set its hours.
schedule-season-remove = Remove this period
schedule-season-removed = The period is removed, the hours before it hold on
schedule-season-taken = These dates are already a period of their own
schedule-exceptions-next = Next exceptions
schedule-dates-order = The last day comes before the first
schedule-dates-long = Choose at most { $max } days

schedule-outside = { $n ->
    [one] { $n } visit stands outside your hours
   *[other] { $n } visits stand outside your hours
}
schedule-inside = { $n ->
    [one] { $n } visit stands in this time.
   *[other] { $n } visits stand in this time.
}
schedule-outside-text = They are kept. Move or cancel them if you won’t be there.
schedule-visit-at = { $name }, { $date }, { $time }
schedule-walk-in = Walk-in
schedule-and-more = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
}

schedule-overrides-empty-title = No days off ahead
schedule-overrides-empty-text = Holidays, a trip, one long Saturday: days that are unlike the usual ones.
schedule-override-new = New exception
schedule-override-add = Add exception
schedule-override-edit = Exception
schedule-override-from = Day, or the first of several
schedule-override-until = Last day
schedule-override-kind = On these days
schedule-override-kind-closed = I don’t work
schedule-override-kind-open = I work at these hours
schedule-override-note = Note
schedule-override-note-hint = For you, like a holiday’s name
schedule-override-saved = The exception is saved
schedule-override-removed = The usual hours hold again
schedule-override-hours-missing = Enter the hours of these days
schedule-override-remove = Remove exception
schedule-override-past = Choose a day from today on

schedule-blocks-empty-title = Nothing blocked
schedule-blocks-empty-text = Lunch, a course, the school run: time that clients can’t book. Once or every week.
schedule-block-new = Block time
schedule-block-edit = Blocked time
schedule-block-add = Block this time
schedule-block-saved = The time is blocked
schedule-block-saved-visits = { $n ->
    [one] The time is blocked. { $n } visit stands in it and is kept.
   *[other] The time is blocked. { $n } visits stand in it and are kept.
}
schedule-block-deleted = The time is free again
schedule-block-gone = Already taken back: the time is free
schedule-block-delete = Unblock
schedule-block-too-long = This is too long: two years once, seven days when it repeats
schedule-block-day = Day
schedule-block-last-day = Last day
schedule-block-last-day-hint = When it takes several days
schedule-block-all-day = All day
schedule-block-time = Time
schedule-block-reason = Reason
schedule-block-note = Note
schedule-block-note-hint = Only you see it
schedule-reason-break = Break
schedule-reason-vacation = Vacation
schedule-reason-sick = Sick leave
schedule-reason-training = Training
schedule-reason-private = Private
schedule-reason-elsewhere = Busy in another calendar
schedule-reason-other = Other

schedule-repeat = Repeat
schedule-repeat-once = Once
schedule-repeat-daily = Every day
schedule-repeat-weekly = Every week
schedule-repeat-rule = As it is: { $rule }
schedule-repeat-every = Every how many days or weeks
schedule-repeat-days = On these days
schedule-repeat-days-hint = For every week; none ticked means the day above
schedule-repeat-ends = Ends
schedule-repeat-ends-never = Never
schedule-repeat-ends-date = On a date
schedule-repeat-ends-count = After several times
schedule-repeat-last = Last date
schedule-repeat-count = How many times
schedule-repeat-every-days = { $n ->
    [one] every day
   *[other] every { $n } days
}
schedule-repeat-every-weeks = { $n ->
    [one] every week: { $days }
   *[other] every { $n } weeks: { $days }
}
schedule-repeat-times = { $n ->
    [one] { $n } time
   *[other] { $n } times
}
schedule-rrule-invalid = This repeat can’t be read
schedule-rrule-too-often = A block may repeat once a day at most
schedule-rrule-unsupported = This kind of repeat is not kept here
