### The first run: from an account to a link that works.

setup-title = Getting started
setup-welcome = Welcome, { $name }
setup-lead = Four questions, then clients can book with you
setup-done-of = { $n } of { $all } done
setup-later = Do it later
setup-skip = Skip
setup-change = Change: { $what }

setup-trade = What you do
setup-trade-hint = Services and lengths will fit it
setup-trade-why = We’ll propose the usual services with lengths and prices.
setup-trade-label = Choose the nearest
setup-place = How clients reach you
setup-place-why = We guessed the zone and the currency from your device. Correct them if they are wrong.
setup-currency-hint = Your prices are in it
setup-hours = When you work
setup-hours-hint = Clients book within these hours
setup-hours-why = The usual week is enough. Different hours by day, a lunch break and days off are in the settings.
setup-hours-days = Days
setup-hours-differ = Your hours differ by day; they are in the settings.
setup-days-missing = Tick at least one day
setup-services = Services and prices
setup-services-hint = The usual ones are already filled in
setup-services-why = We put in the usual ones. Correct the price and the minutes, untick what you don’t do.
setup-services-own = Something else
setup-services-minutes = { $name }, minutes
setup-services-price = { $name }, price
setup-services-save = Save services
setup-services-missing = Tick at least one service, or skip this step
setup-services-count = { $n ->
    [one] { $n } service
   *[other] { $n } services
}
setup-link = Your link works
setup-link-hint = Share it, print the code
setup-link-why = Clients can already book with you here. Put the link into your profile, send it in a message, print the code.
setup-link-empty = The page is there, but it has no services yet: add one so that clients can book.
setup-to-calendar = To the calendar
setup-finished = All set. Bookings will show up here.
setup-preview = Your booking page so far
setup-preview-at = Clients find it at { $link }

preset-manicure = Manicure
preset-gel-manicure = Gel manicure
preset-pedicure = Pedicure
preset-gel-removal = Gel removal
preset-brow-shaping = Brow shaping
preset-brow-tint = Brow shaping + tint
preset-brow-lamination = Brow lamination
preset-lash-lift = Lash lift
preset-facial = Deep facial cleansing
preset-peeling = Peeling
preset-face-massage = Facial massage
preset-consultation = Consultation
preset-back-massage = Back massage
preset-body-massage = Full-body massage
preset-long-massage = Long full-body massage
preset-sports-massage = Sports massage
preset-first-meeting = First meeting
preset-session = Individual session
preset-couple-session = Couple session
preset-trial-lesson = Trial lesson
preset-lesson = Lesson
preset-long-lesson = Long lesson
preset-exam = Exam preparation
preset-small-tattoo = Small tattoo
preset-long-tattoo = Long session
preset-tattoo-correction = Touch-up
preset-private-class = Private class
preset-pair-class = Class for two
preset-home-class = Class at your home
preset-diagnosis = Visit and diagnosis
preset-small-repair = Small repair
preset-installation = Installation
preset-visit = Visit
preset-long-visit = Long visit
