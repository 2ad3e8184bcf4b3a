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
