## Rules: whose they are, and what they say

policy-of-visit = Rules for this visit
policy-of-practice = The practice’s rule
policy-of-service = Rule of “{ $name }”
policy-of-client = Agreed with this client
policy-of-client-link = Agreed with this client; wider than usual, so it holds for moving by link only
policy-client = Rules for this client
policy-client-none = As for everybody: the rules of the services and of the practice.
policy-client-hint = What is set here holds for this client in place of the practice’s and the services’ rules. Empty: as for everybody. A shorter notice or bookings further ahead hold where the client is known, when a visit is moved by its link; a new booking online keeps to the general rules.
policy-missed = { $n ->
    [one] { $n } visit missed or cancelled late
   *[other] { $n } visits missed or cancelled late
}

policy-notice = Booked online no later than { $time } before
policy-notice-none = Booked online up to the start
policy-horizon = { $n ->
    [one] Booked online { $n } day ahead
   *[other] Booked online up to { $n } days ahead
}
policy-daily-practice = { $n ->
    [one] One visit a day
   *[other] No more than { $n } visits a day
}
policy-daily-service = { $n ->
    [one] One visit of this service a day
   *[other] No more than { $n } visits of this service a day
}
policy-daily-client = { $n ->
    [one] One visit a day for this client
   *[other] No more than { $n } visits a day for this client
}
policy-window = A change counts as late from { $time } before
policy-window-none = No change counts as late
policy-late-kept = Cancelled late: the deposit is kept
policy-late-back = Cancelled late: the deposit goes back
policy-no-show-kept = Did not come: the deposit is kept
policy-no-show-back = Did not come: the deposit goes back
policy-moves-any = Moved by link as often as the client likes
policy-moves-none = Not moved by link
policy-moves = { $n ->
    [one] Moved by link once
   *[other] Moved by link up to { $n } times
}
policy-hand-never = Booked at once
policy-hand-always = Confirmed by hand
policy-hand-after = { $n ->
    [one] Confirmed by hand after one missed visit
   *[other] Confirmed by hand after { $n } missed visits
}
policy-deposit-after = { $n ->
    [one] A deposit after one missed visit
   *[other] A deposit after { $n } missed visits
}
policy-deposit-always = Always a deposit
policy-deposit-never = Never a deposit

## As clients read them
policy-said-kept = Cancel in time and you get the deposit back. If you cancel later or do not come, it is kept.
policy-said-kept-late = Cancel in time and you get the deposit back. If you cancel later, it is kept.
payments-policy-until-late = If you cancel before { $until }, you get the deposit back. After that it is kept.
policy-said-prepaid = If you cancel late or do not come, what a package or certificate paid is not given back.
policy-said-prepaid-late = If you cancel late, what a package or certificate paid is not given back.
policy-said-prepaid-no-show = If you do not come, what a package or certificate paid is not given back.
policy-said-moves = { $n ->
    [one] You can move the visit once by yourself.
   *[other] You can move the visit { $n } times by yourself.
}
policy-said-moves-none = To move the visit, get in touch with us.
policy-said-hand = { $n ->
    [one] After a missed or late-cancelled visit, we confirm further bookings by hand.
   *[other] After { $n } missed or late-cancelled visits, we confirm further bookings by hand.
}
policy-said-deposit = { $n ->
    [one] After a missed or late-cancelled visit, we ask for a deposit.
   *[other] After { $n } missed or late-cancelled visits, we ask for a deposit.
}
policy-cancel-kept = The deposit of { $amount } is kept if you cancel now.
policy-cancel-back = The deposit of { $amount } goes back to you.
policy-cancel-prepaid-kept = { $amount } was paid with a package or certificate. If you cancel now, it is not given back.
policy-cancel-prepaid-back = { $amount } goes back to the package or certificate that paid for the visit.
policy-moves-over = This visit has been moved as often as it can be by link. To move it again, get in touch with { $practice }.
policy-moves-over-short = It has been moved as often as it can be by link.

## Forms
policy-field-moves = Moves by link
policy-field-moves-hint = How often a client may move one visit without asking. Empty: as often as they like; 0: never.
policy-field-moves-own = How often one visit may be moved without asking. Empty: as in the practice; 0: never.
policy-field-daily-service = Visits of this service a day
policy-field-daily-service-hint = No more online bookings of it on a day that has so many. Empty: no limit.
policy-field-daily-client = Visits of this client a day
policy-field-daily-client-hint = No more online bookings by them on a day. Empty: no limit.
policy-field-late = Deposit after a late cancellation
policy-field-no-show = Deposit when nobody came
policy-kept = It is kept
policy-back = It goes back
policy-as-practice = As in the practice: { $value }
policy-as-others = As for everybody
policy-field-deposit-after = A deposit after so many missed visits
policy-field-deposit-after-hint = Not come, or cancelled late. Empty: as in the practice; 0: never.
policy-field-confirm-after = Confirm by hand after so many missed visits
policy-field-confirm-after-hint = Not come, or cancelled late. Empty: as in the practice; 0: never.
policy-field-confirm-visits-hint = Whoever has missed so many sends a request that you answer; 0 is never
policy-field-confirm = Confirming their bookings
policy-confirm-service = As the services say
policy-confirm-always = Always by hand
policy-confirm-never = Always at once
policy-misses = After missed visits
