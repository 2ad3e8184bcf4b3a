### Who waits for a time, and whom a time that came free is offered to.

waitlist-title = Waitlist
waitlist-count = { $n ->
    [0] nobody waits
    [one] { $n } waits
   *[other] { $n } wait
}
waitlist-add = Add to the waitlist
waitlist-is-on = A visit that is cancelled is offered to those who wait: one person at a time, { $answer } to answer, between 8:00 and 21:00.
waitlist-is-off = Times that come free are not offered by themselves. You choose whom to ask.
waitlist-openings = Came free
waitlist-waiting = Waiting
waitlist-empty = Nobody is waiting
waitlist-empty-text = When a day is full, clients can join from your booking page, or you add them yourself.
waitlist-cut = Only the first 200 are shown.
waitlist-offer-free = Offer a free time
waitlist-offer-free-text = Say which time you want filled. You see who could come, and ask one of them.
waitlist-date = Day
waitlist-free-from = Free from
waitlist-free-to = Until
waitlist-who-fits = See who fits
waitlist-ends-before = The end must be after the beginning
waitlist-free-past = This time is over. Choose one that is still to come

waitlist-rate = Filled from the waitlist
waitlist-rate-text = { $filled } of { $total } times that came free in the last { $days } days.
waitlist-rate-taken = { $n ->
    [one] One more was booked by somebody else.
   *[other] { $n } more were booked by others.
}

waitlist-asked = { $name } is asked and has until { $until }
waitlist-is-asked = Is asked now, until { $until }
waitlist-choose = Nobody could be asked by e-mail: your choice
waitlist-next-at = The next one is asked at { $at }
waitlist-next-now = The next one is about to be asked
waitlist-nobody-left = Nobody is left to ask
waitlist-waits = { $n ->
    [0] since today
    [one] { $n } day
   *[other] { $n } days
}
waitlist-first = first
waitlist-no-home = This visit would be at the client’s, and the card has no address. Add it to the card first.
waitlist-no-address = No e-mail address: give them a call
waitlist-not-offered = This service is not offered any more
waitlist-blocked = Blocked from booking online
waitlist-asked-already = Was asked about this time before
waitlist-busy = Is being asked about another time
waitlist-has-visit = Has a visit at this time

waitlist-from = From
waitlist-until = Until
waitlist-days = Days
waitlist-parts = Time of day
waitlist-any-time = Any time
waitlist-choose-days = Choose at least one day
waitlist-choose-parts = Choose at least one time of day
waitlist-no-such-day = None of these weekdays lies between the two dates
waitlist-until-before-from = The last day must not be before the first
waitlist-until-past = The last day is over. Choose one that is still to come
waitlist-too-long = Choose at most { $n } days
waitlist-too-many = There are five wishes on the waitlist already. Take one off first.
waitlist-stale = Somebody else has changed this meanwhile. Look at it again; what you typed is kept.

waitlist-for = For { $name }.
waitlist-no-client = Nobody found.
waitlist-new-client = New client
waitlist-needs-address = { $name } has no e-mail address, so no time can be offered by e-mail. You will see them when a time comes free, and can call.
waitlist-first-label = Ask before others
waitlist-first-hint = 25 points more when a time comes free
waitlist-note = Your note
waitlist-note-hint = Only you see it
waitlist-put = Add to the waitlist
waitlist-added = { $name } is on the waitlist
waitlist-saved = Saved
waitlist-close = Take off the waitlist
waitlist-closed = { $name } is off the waitlist
waitlist-reopen = Back on the waitlist
waitlist-back-on = Back on the waitlist
waitlist-to-card = Client’s card
waitlist-the-visit = The visit
waitlist-given = Given by { $name } when joining:
waitlist-offers = Offered so far

waitlist-status-open = Waiting
waitlist-status-booked = Has a visit
waitlist-status-left = Left the waitlist
waitlist-status-closed = You took them off the waitlist
waitlist-status-ended = The last day is over
waitlist-offer-status-open = asked
waitlist-offer-status-accepted = took it
waitlist-offer-status-declined = said no
waitlist-offer-status-expired = no answer
waitlist-offer-status-withdrawn = taken back

waitlist-source-cancellation = Came free: a visit was cancelled
waitlist-source-move = Came free: a visit was moved
waitlist-source-master = Free time you want filled
waitlist-state-open = Free
waitlist-state-filled = Filled from the waitlist
waitlist-state-taken = Booked by somebody else
waitlist-state-past = This time is over. Nobody came.
waitlist-asking = Being asked now
waitlist-asking-text = The time is kept: on your booking page it is taken. Without an answer the next one is asked.
waitlist-the-hold = In the calendar
waitlist-take-back = Take the offer back
waitlist-taken-back = The offer is taken back
waitlist-answered-already = It was answered already, or is over
waitlist-fit = Who could come
waitlist-fit-text = Best first. Whoever is asked gets an e-mail, and the time is kept for { $answer }.
waitlist-nobody = Nobody on the waitlist fits
waitlist-nobody-text = Nobody waits for this day and time, or their service is too long for it.
waitlist-score = points
waitlist-ask = Offer by e-mail
waitlist-ask-of = Offer the time to { $name } by e-mail
waitlist-book = Book
waitlist-offer-sent = { $name } is asked
waitlist-offered-already = Somebody is asked about this time already, or this person about another one
waitlist-fits-no-more = This does not fit any more: the time or the wish has changed
waitlist-regulars = Regulars who are due
waitlist-regulars-text = They come regularly, are past their usual time and have nothing booked.
waitlist-regular-why = Usually every { $every ->
    [one] day
   *[other] { $every } days
}, last here { $ago ->
    [one] { $ago } day ago
   *[other] { $ago } days ago
}
waitlist-regular-call = Did not agree to news by e-mail: give them a call.
waitlist-leave-free = Leave it free
waitlist-left-free = The time stays free
waitlist-asked-so-far = Asked so far

waitlist-why-fit = Fills { $n }% of the time
waitlist-why-first = You want them asked first
waitlist-why-waited = { $n ->
    [0] Joined today
    [one] Waits { $n } day
   *[other] Waits { $n } days
}
waitlist-why-value = Brings { $price }
waitlist-why-came = { $n ->
    [one] Came { $n } time
   *[other] Came { $n } times
}
waitlist-why-new = First visit
waitlist-why-no-shows = { $n ->
    [one] Did not come { $n } time
   *[other] Did not come { $n } times
}
waitlist-why-late = { $n ->
    [one] Cancelled late { $n } time
   *[other] Cancelled late { $n } times
}
waitlist-why-unanswered = { $n ->
    [one] Left { $n } offer unanswered
   *[other] Left { $n } offers unanswered
}

waitlist-set-on = Offer freed times to the waitlist
waitlist-set-on-hint = A cancelled or moved visit is offered to one person after the other. Off: you choose.
waitlist-set-answer = Time to answer
waitlist-set-answer-hint = So long the time is kept for one person
waitlist-to-list = Who waits

waitlist-join-title = Join the waitlist
waitlist-join = Join the waitlist
waitlist-join-card = None of these suits you?
waitlist-join-full = Or join the waitlist
waitlist-join-text = Say when you can come, and you get an e-mail when a time opens.
waitlist-back-to-times = All free times
waitlist-ahead = { $n ->
    [one] One person is
   *[other] { $n } people are
} waiting for { $day } too.
waitlist-how = When a time opens, you get an e-mail and have { $answer } to take it.
waitlist-when = When you can come
waitlist-who = Who you are
waitlist-email-hint = The offer comes here
waitlist-email-needed = Enter your e-mail: the offer comes by e-mail
waitlist-refused = We can’t take this online. Call or write to us and we will find a time.
waitlist-free-to-leave = It costs nothing, and each e-mail has a link to leave the list.
waitlist-joined = You are on the waitlist

waitlist-own-open = You are on the waitlist
waitlist-own-open-text = When a time opens, { $practice } writes to you.
waitlist-own-not-offered = { $practice } does not offer this any more, so no time will come. You can leave the list or book something else.
waitlist-own-booked = You have a visit
waitlist-own-booked-text = You are off the waitlist, because { $practice } expects you.
waitlist-own-left = You have left the waitlist
waitlist-own-left-text = { $practice } will not write to you about free times.
waitlist-own-closed = You are not on the waitlist
waitlist-own-over = This wish is over
waitlist-own-over-text = { $practice } may have other times for you.
waitlist-your-note = Your note
waitlist-own-offer = A time is kept for you right now.
waitlist-see-offer = Look at the time
waitlist-leave = Leave the waitlist
waitlist-return = Join again
waitlist-left = You have left the waitlist
waitlist-back = You are on the waitlist again

waitlist-kept = Kept for you
waitlist-offer-over = Not kept any more
waitlist-offer-lead = { $practice } keeps this time for you until { $until }. Then the next person is asked.
waitlist-offer-taken = It is yours. { $practice } expects you.
waitlist-offer-requested = You have taken it. { $practice } will confirm the visit.
waitlist-offer-deposit = It is kept for you until the deposit is paid. You can pay on the page of the visit.
waitlist-offer-cancelled = This visit was cancelled. { $practice } has other times.
waitlist-offer-declined = You passed on this time. You stay on the waitlist of { $practice }.
waitlist-offer-withdrawn = { $practice } needs this time after all. You stay on the waitlist.
waitlist-offer-expired = The time to answer is over, and the next person is being asked. You stay on the waitlist.
waitlist-accept = I’ll take it
waitlist-decline = No, thank you
waitlist-decline-text = The time goes to the next person. You stay on the waitlist.
waitlist-accepted = The time is yours
waitlist-too-late = This time is not kept any more
waitlist-to-visit = Move, cancel or pay
waitlist-to-own = Your place on the waitlist
waitlist-show-of = Show: { $title }

mail-waitlist-joined-subject = You are on the waitlist: { $who }
mail-waitlist-joined-title = { $name }, you are on the waitlist
mail-waitlist-joined-lead = When a time opens at { $who }, you get an e-mail with a button to take it.
mail-waitlist-joined-action = See or leave the list
mail-waitlist-joined-note = You did not ask for this? Open the link and leave the list.
mail-waitlist-offer-subject = A time has opened: { $when }, { $who }
mail-waitlist-offer-title = { $name }, a time has opened
mail-waitlist-offer-lead = { $who } keeps it for you until { $until }. Then the next person is asked.
mail-waitlist-offer-action = Look and take it
mail-waitlist-offer-note = The time is yours once you press the button on the page. If it does not suit you, nothing needs to be done.
waitlist-unsigned = Must sign something first: send it from the card
