### The calendar: day, week, month, agenda.

calendar-view = Calendar view
calendar-view-day = Day
calendar-view-week = Week
calendar-view-month = Month
calendar-view-agenda = Agenda
calendar-previous-day = Previous day
calendar-next-day = Next day
calendar-previous-week = Previous week
calendar-next-week = Next week
calendar-previous-month = Previous month
calendar-next-month = Next month
calendar-week-days = Days of the week
calendar-short-day = { $weekday } { $day }
calendar-figures = { $n ->
    [0] No visits
    [one] { $n } visit, { $money } booked
   *[other] { $n } visits, { $money } booked
}
calendar-figures-free = { $n ->
    [0] No visits, { $free } free
    [one] { $n } visit, { $money } booked, { $free } free
   *[other] { $n } visits, { $money } booked, { $free } free
}
calendar-load = { $percent } booked, { $money }
calendar-month-day = { $day }: { $visits }, { $load }
calendar-visits = { $n ->
    [0] No visits
    [one] { $n } visit
   *[other] { $n } visits
}
calendar-closed = closed
calendar-day-today = { $day }, today
calendar-day-today-closed = { $day }, today, closed
calendar-all-closed = Closed, and no visits.
calendar-change-hours = Change hours
calendar-book-anyway = Book anyway
calendar-day-closed = { $day }, closed
calendar-free-day = A free day
calendar-no-visits = No visits
calendar-example = example
calendar-example-note = { $day } is an example day with made-up visits. Only you see it, and clients can book all of its times.
calendar-example-show = Show it
calendar-example-remove = Remove the example
calendar-example-removed = The example day is gone
calendar-example-first = Emma Wilson
calendar-example-second = Sophie Clark
calendar-example-third = Olivia Brown
calendar-offline-title = No connection
calendar-offline-note = This is the day as it stood at { $time }.
calendar-now = Now, { $time }
calendar-free = { $length } free.
calendar-book = Book
calendar-held = Held: { $name }
calendar-has-note = Has a note
calendar-allergy = Allergy
calendar-overlaps = { $status }, overlaps by { $length }
calendar-blocked = Blocked
calendar-elsewhere = Busy in another calendar
calendar-block-break = Break
calendar-block-vacation = Vacation
calendar-block-sick = Sick leave
calendar-block-training = Training
calendar-block-private = Private
calendar-block-elsewhere = Busy elsewhere
calendar-block-other = Blocked

calendar-held-by-visitor = Somebody is booking this time
## Free time for who waits
calendar-offer = Offer ({ $n })
calendar-offer-of = Offer { $time } to who is waiting: { $n }
calendar-search = Find a client’s visit
calendar-search-none = No visits of such a client.
calendar-search-coming = Coming
calendar-search-past = Past
calendar-nearest = Nearest free time
calendar-print = Print the day
calendar-print-time = Time
calendar-print-who = Who
calendar-print-what = What
