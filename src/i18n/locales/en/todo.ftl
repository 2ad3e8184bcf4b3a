### What waits for the master.

todo-count = { $n ->
    [0] Nothing waits
    [one] { $n } thing waits for you
   *[other] { $n } things wait for you
}
todo-empty = Nothing waits for you
todo-empty-text = Requests to answer and messages that could not be delivered will stand here.
todo-requests = Requests to answer
todo-until = answer by { $until }
todo-confirm = Confirm
todo-decline = Decline
todo-failed = Messages that did not arrive
todo-failed-to = To { $name }
todo-failed-why = The mail server did not take it. Check the address, or tell them in another way.
todo-held-why = Held after a backup was restored: it may have been sent before. It was meant for
todo-dismiss = I have dealt with it
todo-open = Open the visit
todo-retrying = The message is on its way again.
todo-dismissed = Taken off the list.

todo-contacts = Booked with another contact
todo-contact-given = “{ $name }” gave { $contact }. The card has something else and stays as it is until you decide.
todo-contact-hidden = “{ $name }” gave a contact that the card does not have.
todo-contact-card = Same person, put it on the card
todo-contact-person = Someone else, new card
todo-contact-leave = Leave it
todo-contact-on-card = Now on the card: { $name }
todo-contact-new-card = New card with this visit: { $name }

todo-refused = Blocked clients who tried to book
todo-refused-wanted = wanted { $title } on { $when }

todo-unsigned = Not signed for a visit
todo-unsigned-forms = { $n ->
    [one] { $n } form not signed
   *[other] { $n } forms not signed
}

todo-calendar-unread = { $name } cannot be read
todo-calendar-since = { $why }. Since { $when }.
todo-clash-about = Busy { $time } in “{ $calendar }”
todo-clash-leave = Keep both
todo-change-deleted = Deleted in “{ $calendar }”. Here the visit stays, and it is written there again.
todo-change-moved = Moved in “{ $calendar }” to { $when }. Here the visit stays as it is.
todo-change-changed = Changed in “{ $calendar }”. Here the visit stays as it is.
todo-change-refused = “{ $calendar }” does not take the entry of this visit. Here the visit is as it should be; there it may be missing, or stand as it was.
todo-change-leave = Leave as it is
