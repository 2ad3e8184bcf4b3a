### Settings: the practice and the rules of booking.

settings-overrides = Days off and exceptions
settings-blocks = Breaks and blocked time
settings-calendars = Other calendars
settings-calendars-sub = See your visits in the calendar on your phone
settings-saved = Settings are saved
settings-stale = These settings were changed meanwhile, in another window or by someone else. Your text is kept below: save it again to use it instead.

settings-qr = QR code of the link
settings-link = Link
settings-link-open = Open

settings-notice = Shortest notice
settings-notice-hint = How long before the visit a client can still take a free time
settings-notice-none = Up to the last minute
settings-horizon = How far ahead
settings-horizon-hint = How many days ahead clients see free times
settings-cancel = Move or cancel freely
settings-cancel-hint = Until how long before the visit. Later it counts as a late cancellation.
settings-cancel-any = Up to the start

settings-practice-shown = What clients see
settings-name = Name of the practice
settings-kind = What you do
settings-phone = Phone
settings-phone-hint = Clients call or write here
settings-email = E-mail for clients
settings-address = Address
settings-address-hint = Where clients come to. Leave empty if you come to them.
settings-description = About you
settings-description-hint = A few sentences: what you do, for whom, what is special
settings-place = Place and money
settings-timezone = Time zone
settings-timezone-hint = Hours and visits are in the time of this place
settings-bad-zone = Choose a place from the list, like Europe/Madrid
settings-currency = Currency
settings-currency-hint = Prices keep their number, 48 stays 48. Visits already booked keep their price.
settings-locale = Language of the booking page
settings-locale-hint = Clients whose device speaks another of our languages see theirs
settings-slug = Address of your page
settings-slug-label = Your name in the link
settings-slug-hint = After { $base }
settings-slug-warning = Links and QR codes you have given out go on leading to your page.
settings-your-link = Your booking page

settings-rules-hint = For every service that has no rules of its own.
settings-step = Times on offer
settings-step-hint = How far apart the times are that a client can choose
settings-daily-limit = Visits a day
settings-daily-limit-hint = No more online bookings on a day that has so many. Empty: no limit.
settings-offer = Which times come up
settings-offer-hint = Gaps between visits are time nobody pays for
settings-offer-all = All free times
settings-offer-tight = Also the ones right beside another visit, so that no gaps are left

trade-nails = Nails
trade-brows = Brows and lashes
trade-cosmetology = Cosmetology
trade-massage = Massage
trade-psychology = Psychology
trade-tutoring = Tutoring
trade-tattoo = Tattoo
trade-yoga = Yoga and training
trade-repair = Repair at home
trade-other = Something else
settings-client-fields = Client card
settings-client-fields-sub = What you ask beside the usual

settings-forms = Forms to sign
settings-forms-sub = Consents and health questions, their versions and languages

settings-offers = What clients are offered on a day
settings-offers-holds = This rule holds
settings-offers-own = Only so
settings-offers-count = { $n ->
    [0] No times on { $day }
    [one] { $n } time on { $day }
   *[other] { $n } times on { $day }
}

# The look of the public page
look-title = Look of the page
look-sub = Colour and logo for clients
look-colour = Colour
look-colour-hint = Buttons and marks of your booking page have it. Texts stay readable by day and by night.
look-logo = Logo
look-logo-now = Your logo as clients see it
look-logo-choose = Choose a picture
look-logo-other = Choose another picture
look-logo-hint = JPEG, PNG or WebP, up to 5 MB. A square one looks best.
look-logo-remove = Remove the logo
look-logo-kind = A logo is a picture: JPEG, PNG or WebP
look-logo-large = The picture is larger than 5 MB: choose a smaller one
look-saved = Saved: this is how clients see your page now
look-brand-gold = Gold
look-brand-rose = Rose
look-brand-coral = Coral
look-brand-olive = Olive
look-brand-teal = Teal
look-brand-sky = Sky blue
look-brand-lavender = Lavender
look-brand-wine = Wine red
look-brand-forest = Forest green
look-brand-navy = Navy
look-brand-graphite = Graphite

settings-guests = While somebody books
settings-hold = Keep the chosen time
settings-hold-hint = Nobody else can take it while the form is open. The client can extend it once.
settings-hold-none = Do not keep it
settings-code = Confirm the e-mail with a code
settings-code-hint = A six-digit code goes to the client before the booking is taken. It stops bookings with made-up addresses and costs a step.
settings-code-off = Never
settings-code-new = Only new clients: those who have not confirmed their address on this device yet
settings-code-all = At every booking

widget-title = On your site
widget-lead = Clients book without leaving your site: your services and free times appear right on its page.
widget-sites = Where it may appear
widget-sites-label = Your sites
widget-sites-hint = One a line, such as https://example.com. If the site also opens with www, add that too.
widget-sites-none = No site is allowed yet: the booking pages appear nowhere but here.
widget-bad-site = Number { $n } is not the address of a site. Write it like https://example.com
widget-too-many-sites = There is room for { $max } sites
widget-code = Code for your site
widget-what = What can be booked there
widget-all-services = All public services
widget-snippet = Paste this where booking should appear
widget-snippet-hint = Its height adapts by itself. In a site builder, add it as an “HTML” or “Embed” block.
widget-plain = If your site does not allow scripts
widget-plain-label = Without a script
widget-plain-hint = The height is fixed; change the number if you need more.
widget-preview = How it looks
widget-links = Links and QR codes
widget-links-hint = Each leads straight to the free times of one service: for messengers, social networks and print.
widget-by-link = by link only
widget-link-of = Link: { $service }
widget-qr = QR code
widget-card = Card to print
widget-on-site = Put it on your site
widget-title-of = Booking: { $practice }
widget-link-words = Book online
widget-card-title = Book online
widget-card-scan = Scan to choose a time
