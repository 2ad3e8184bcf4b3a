### The practice's public site: its page and booking.

booking-name-given = Booked under the name “{ $name }”.
booking-phone-or-email = Enter a phone number or an e-mail address
booking-time-over = This time is over. Choose one that is still to come.
booking-too-soon = This time is too close to be booked online.
booking-too-far = This day cannot be booked yet.
booking-just-taken = This time has just been taken.
booking-not-offered = This time is not offered.
booking-not-now = No new bookings are taken online at the moment.
booking-refused = We can’t take this booking online. Call or write to us and we will find a time.
booking-too-many = There were several bookings from here just now. Wait ten minutes and press the button again: what you typed is kept.
booking-once-more = One more time: press the button again. What you typed is kept.
booking-sent-already = This form has made a booking already. Press the button again if you want another one.
booking-service-gone = This service is not offered any more. Choose another one.

booking-title = Booking with { $practice }
booking-steps = Booking, step { $step } of { $of }
booking-step-service = Service
booking-step-time = Time
booking-step-details = Details
booking-step-booked = Booked

booking-book = Book
booking-request = Send request
booking-call = Call { $phone }
booking-next-free = Next free time for { $service }:
booking-hours = Opening hours
booking-place = Where and how to reach us
booking-map = Show the way
booking-closed = closed
booking-free = Free
booking-with-tax = { $price } with tax
booking-prices-with-tax = All prices include tax.
booking-price-from = from { $price }

booking-what = What would you like done?
booking-when = When suits you?
booking-extras = Add to it, if you like
booking-extras-apply = Show times
booking-soonest = Next free times
booking-nearest = Closest free times
booking-moment = { $day }, { $time }
booking-free-times = { $n ->
    [one] free time
   *[other] free times
}
booking-full = full
booking-no-booking = no booking on this day
booking-morning = Morning
booking-afternoon = Afternoon
booking-evening = Evening
booking-day = Day
booking-times-on = Times on { $day }
booking-day-full = { $day } is full
booking-day-closed = { $day }: closed
booking-week-before = Previous week, { $week }
booking-week-after = Next week, { $week }
booking-no-week-before = No earlier week
booking-no-week-after = No later week
booking-nothing-free = No free time in sight
booking-nothing-free-text = Look at another week, or call: now and then something opens.
booking-zone-yours = That is { $time } on your clock.
booking-zone = Times are by the clock in { $city } ({ $offset }).
booking-cancel-any = You can cancel or move the visit at any time before it.
booking-cancel-before = You can cancel or move the visit freely until { $time } before it.
booking-cancel-until = You can cancel or move the visit freely until { $until }.
booking-deadline = { $day }, { $time }
booking-is-request = Your booking is a request: you get an answer by message.

booking-name = Your name
booking-name-needed = Enter your name
booking-phone = Mobile
booking-email = E-mail
booking-email-hint = The confirmation and the link to move or cancel come here. A mobile or an e-mail is enough.
booking-note-add = Add a note
booking-note = Anything { $practice } should know?
booking-trap = Leave this empty
booking-privacy = { $practice } uses these details for your visits and messages about them.
booking-lost-title = Choose another time
booking-lost-others = Take one of these: what you typed is kept.
booking-lost-none = There is no other free time near it.
booking-book-at = Book { $when }
booking-all-times = All free times
booking-variants = Which kind

booking-done-confirmed = See you on { $when }
booking-done-confirmed-lead = You are expected at { $practice }. You can open this page again.
booking-done-mail = The details are on their way to the e-mail address you left.
booking-done-requested = Your request for { $when } is sent
booking-done-requested-lead = { $practice } will answer your request. Until then the time is kept for you. This page shows the answer too.
booking-done-cancelled = Cancelled: { $when }
booking-done-cancelled-lead = { $practice } has other times for you.
booking-done-expired = No answer came: { $when }
booking-done-over = { $when }
booking-done-over-lead = This visit is over. { $practice } will be glad to see you again.
booking-service = Service
booking-with = With
booking-where = Where
booking-price = Price
booking-reference = Reference
booking-add-to-calendar = Add to my calendar
booking-manage = Move or cancel
booking-manage-by-call = To move or cancel the visit, get in touch with { $practice }.
booking-manage-keep = Keep this page: it is your way back to the visit.
booking-manage-by-link = To move or cancel the visit, use the link in your message.
booking-again = Book again
booking-next = What happens next
booking-closed-title = Nothing can be booked online now
booking-to-profile = Page of { $practice }

booking-needs-test = This visit needs “{ $form }” at least { $length } before it, made and signed at the practice. If yours was made, choose a later time; otherwise call { $practice } to arrange it. What you typed is kept.
booking-needs-visit = This visit needs “{ $form }”, signed at the practice. Call { $practice } to arrange it. What you typed is kept.
booking-needs-mailed = Before this visit can be booked, “{ $form }” must be signed. The link is in your mail; sign, then press the button again. What you typed is kept.
booking-needs-call = Before this visit can be booked, “{ $form }” must be signed. Ask { $practice } for the link. What you typed is kept.
booking-asks-before = This visit needs “{ $form }” at least { $length } before it. Sooner times are for those who have it already; if you have none yet, call { $practice } first.
booking-asks-there = This visit needs “{ $form }”, signed at { $practice }. If you have not signed it yet, call first.
booking-asks = Before this visit can be booked, “{ $form }” is to be signed: the link comes by mail.

booking-done-deposit = Kept for you: { $when }
booking-done-deposit-lead = The time is yours as soon as the deposit is paid. { $practice } expects you then.
booking-deposit-ahead = To book, you pay a deposit of { $amount } now; it counts towards the price.
