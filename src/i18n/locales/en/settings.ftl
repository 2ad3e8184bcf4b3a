### Settings: the practice and the rules of booking.

settings-overrides = Days off and exceptions
settings-blocks = Breaks and blocked time
settings-saved = Settings are saved

settings-qr = QR code of the link
settings-link = Link
settings-link-open = Open

settings-notice = Book at the latest
settings-notice-hint = How long before the visit a client can still take a free time
settings-notice-none = Up to the last minute
settings-horizon = Book at the earliest
settings-horizon-hint = How many days ahead clients see free times
settings-cancel = Move or cancel freely
settings-cancel-hint = Until how long before the visit. Later it counts as a late cancellation.
settings-cancel-any = Up to the start
