## What another rule would have done

simulation-title = Try out a rule
simulation-text = See what another rule would have done to the last 90 days before it holds for anybody. Nothing changes until you say so.
simulation-for = For
simulation-for-hint = Step and free times are always the same for all services
simulation-all-services = All services
simulation-as-is = As it is: { $value }
simulation-unchanged = As it is
simulation-no-limit = No limit
simulation-empty = Empty: as it is
simulation-day = Show the offer of this day too
simulation-try = See what would have been
simulation-found = What would have been
simulation-refused = { $n ->
    [one] { $n } booking would not have been possible.
   *[other] { $n } bookings would not have been possible.
}
simulation-refused-none = Every booking would have been possible all the same.
simulation-judged = { $n ->
    [one] { $n } booking by a client was looked at.
   *[other] { $n } bookings by clients were looked at.
}
simulation-cut = There were so many visits that only the latest 3,000 were looked at.
simulation-figure = Figure
simulation-now = Rule as it is
simulation-then = With this rule
simulation-income = Income from visits that took place
simulation-income-hint = The second figure leaves out every booking that would not have been possible. Some of these clients would have taken another time.
simulation-free = Free working time
simulation-unusable = Of it in gaps too short to use
simulation-unusable-hint = Shorter than your shortest service with its buffers
simulation-late = Late cancellations
simulation-no-shows = No-shows
simulation-deposits = Bookings with a deposit
simulation-deposits-sum = Deposits asked for
simulation-kept = Deposits kept
simulation-kept-hint = After late cancellations and no-shows, as if every deposit had been paid
simulation-use = Use this rule
simulation-use-hint = It holds for bookings from now on. Visits that are booked stay as they are.
simulation-used = The rule holds from now on
simulation-stale = The rules have changed since you looked. Here is the result with the rules as they are now; press again to use the rule.
simulation-list = Bookings that would not have been possible
simulation-more = { $n ->
    [one] And { $n } more.
   *[other] And { $n } more.
}
simulation-instead = The nearest free time that day: { $time }.
simulation-instead-none = Nothing else was free that day.
simulation-why-past = The time had passed.
simulation-why-notice = Booked too shortly before.
simulation-why-horizon = Booked too far ahead.
simulation-why-closed = Outside the hours.
simulation-why-taken = Too close to another visit.
simulation-why-limit = The day was full.
simulation-why-grid = Not a time that would have been offered.
simulation-offer = { $service }: the offer of { $day }
simulation-offer-none = Nothing is free.
simulation-how = How this was worked out
simulation-how-1 = Bookings are gone through in the order in which they were made. Each is judged as the booking page would have judged it at that moment. Not looked at, and left as they were:
simulation-by-practice = { $n ->
    [one] { $n } visit that you booked yourself: no rule binds you
   *[other] { $n } visits that you booked yourself: no rule binds you
}
simulation-moved = { $n ->
    [one] { $n } visit that was moved later
   *[other] { $n } visits that were moved later
}
simulation-unclear = { $n ->
    [one] { $n } booking that would not be offered under today’s hours and rules either
   *[other] { $n } bookings that would not be offered under today’s hours and rules either
}
simulation-how-2 = It counts with your hours, exceptions and blocks as they are today, and with today’s rules of each service: what held then is not kept. Rooms and devices, the way between places, and what is agreed with single clients, are left out.
simulation-how-3 = It cannot know which other time a client would have chosen, who would have come because more was offered, or who would not have booked because of a deposit.
