### Calendars outside: the feed.

calendars-feed = Your visits in another calendar
calendars-feed-text = A private address that the calendar on your phone or computer reads every few minutes. It shows your visits there; what you change there does not come back.
calendars-feed-link = Private address
calendars-feed-secret = Whoever has this address sees your visits. If it got into other hands, make a new one.
calendars-feed-subscribe = Add to my calendar
calendars-feed-content = What it tells of a visit
calendars-feed-initials = The time and the client’s initials
calendars-feed-names = The client’s name and the service
calendars-feed-make = Make the address
calendars-feed-renew = Make a new address
calendars-feed-remove = Switch it off
calendars-feed-saved = Saved. Calendars show it when they look next.
calendars-feed-renewed = Here is a new address. The old one stopped working.
calendars-feed-removed = The address stopped working

### Calendars that are read.

calendars-sources = Your busy time from other calendars
calendars-sources-text = When you are busy in another calendar, that time is not offered to clients here. Each calendar is looked at every quarter of an hour. Visits that are booked already stay; you are told when one clashes.
calendars-source-new = Add a calendar
calendars-source-text = Your calendar program gives you a private address in iCal format. In Google Calendar it stands under Settings, your calendar, “Secret address in iCal format”; in Apple Calendar under “Public calendar”; in Outlook under “Publish a calendar”.
calendars-source-name = Name
calendars-source-name-hint = Such as Family or Studio
calendars-source-url = Address of the calendar
calendars-source-url-hint = Begins with https:// or webcal://, often ends with .ics
calendars-source-other-url = Another address
calendars-source-url-kept = The address is kept as a secret and not shown. Leave this empty to keep it.
calendars-source-whose = Whose time it takes
calendars-source-master = Mine
calendars-source-add = Add and read it
calendars-source-added = { $name } is read from now on
calendars-source-state = How it goes
calendars-source-off = Switched off
calendars-source-not-yet = Not read yet
calendars-source-read = Read, last at { $when }
calendars-source-read-partly = Read but for some entries, last at { $when }
calendars-source-entries = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}
calendars-source-times = { $n ->
    [one] { $n } busy time
   *[other] { $n } busy times
}
calendars-source-next = What was read last still counts. The next try is at { $when }.
calendars-source-refresh = Read it now
calendars-source-refreshed = Read just now
calendars-source-switch-off = Switch off
calendars-source-switch-on = Switch on
calendars-source-switched-off = { $name } is switched off, its time is free again
calendars-source-switched-on = { $name } is switched on
calendars-source-remove = Remove
calendars-source-removed = { $name } is removed
calendars-too-many = There is no room for more calendars. Remove one first.

calendars-trouble-address = This is no address of a calendar. It begins with https:// or webcal://
calendars-trouble-inside = This address leads into a private network, which cannot be reached from here
calendars-trouble-nobody = Nobody answers at this address
calendars-trouble-slow = The calendar takes too long to answer
calendars-trouble-too-large = The calendar is larger than 10 MB, more than is read
calendars-trouble-broken = The answer broke off
calendars-trouble-forbidden = The calendar wants a sign-in. Use its private address, the one that needs none
calendars-trouble-gone = There is no calendar at this address any more
calendars-trouble-server = The calendar’s server has a problem of its own
calendars-trouble-no-calendar = There is something else than a calendar at this address

calendars-unread = { $n ->
    [one] { $n } entry was not read wholly
   *[other] { $n } entries were not read wholly
}
calendars-unread-line = Line { $n }
calendars-unread-start = no beginning that could be read, left out
calendars-unread-end = ends before it begins, left out
calendars-unread-rule = its repeat is not understood, taken once
calendars-unread-zone = an unknown time zone, taken as yours
calendars-unread-date = a date beside the repeat is not understood
calendars-unread-endless = more repeats than can be worked out, taken once
calendars-unread-too-many = more busy times than can be kept; the soonest 20,000 are
calendars-unread-cut = the file ends in the middle of it

### A calendar that is read and written.

calendars-account-new = Connect an account
calendars-account-text = Your visits appear in the calendar you already use, and what you are busy with there is not offered here. It works with calendars that speak CalDAV: iCloud, Fastmail, Nextcloud, Yandex, Mailbox.org and others.
calendars-account-url = Address of the server
calendars-account-url-hint = Such as caldav.icloud.com or caldav.yandex.ru
calendars-account-user = User name
calendars-account-user-hint = Mostly your e-mail address there
calendars-account-password = App password
calendars-account-password-hint = Make one for this purpose in the settings of your account there, not your own password. It is kept encrypted and never shown.
calendars-account-find = Find my calendars
calendars-account-forbidden = The server does not take this name and password. Most want an app password made for this purpose.
calendars-account-none = No calendars were found at this address
calendars-account-choose = Found. Choose the calendar.
calendars-account-which = Calendar
calendars-account-written = Write my visits into it
calendars-account-written-hint = New, moved and cancelled visits change there within a minute. If somebody moves or deletes one there, it stays here as it is and you are told.
calendars-account-content = What it tells of a visit
calendars-content-busy = Only that you are busy
calendars-content-first-name = The client’s first name and the service
calendars-content-full-name = The client’s whole name and the service
calendars-account-read-only = This calendar can be read but not written. Choose another, or leave the writing out.
calendars-account-chosen = { $name } is connected
calendars-written-busy = Busy
calendars-trouble-elsewhere = The server sends us on to a stranger’s, to whom no password is given
calendars-trouble-refused = The server does not take our entries
