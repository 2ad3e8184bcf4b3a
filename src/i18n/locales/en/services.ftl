### Services: what is sold by the hour.

services-new = New service
services-create = Add service
services-all = All services
services-empty-title = No services yet
services-empty-text = Clients choose from here what to book. Add the first one with its length and price.
services-added = { $name } is added
services-saved = { $name } is saved
services-deleted = { $name } is deleted
services-activated = { $name } can be booked again
services-deactivated = { $name } is no longer offered. Visits already booked stay.
services-put-aside = { $name } is no longer offered. Some visits have it, so it stays in the history.
services-used = Some visits have this service, so it can’t be deleted. Stop offering it instead.
services-stale = This service was changed meanwhile, in another window or by someone else. Your text is kept below: save it again to use it instead.
services-part-stale = This entry was changed meanwhile, in another window or by someone else. Your text is kept below: save it again to use it instead.
services-too-long = With all its add-ons, a visit would last longer than 24 hours.
services-inactive = Not offered now: { $n }
services-is-inactive = Not offered now
services-no-category = Without a category
services-order = Change the order
services-order-done = Done
services-order-hint = Clients see this order
services-up = Move { $name } up
services-down = Move { $name } down
services-price-from = from { $price }
services-n-variants = { $n ->
    [one] { $n } variant
   *[other] { $n } variants
}
services-n-places = { $n ->
    [one] { $n } place
   *[other] { $n } places
}
services-by-request = you confirm
services-by-link = by link only

services-name = Name
services-category = Category
services-category-hint = Groups services on your page, like Brows or Massage
services-duration = Length
services-min = min
services-price = Price
services-price-is-from = Price starts from this
services-description = Description
services-description-hint = What is included, whom it suits, how to prepare
services-more = Rules, buffers and more
services-confirmation = When a client books
services-confirmation-instant = Confirmed at once
services-confirmation-manual = A request that you confirm
services-buffer-before = Time to prepare
services-buffer-before-hint = Kept free before the visit
services-buffer-after = Time to tidy up
services-buffer-after-hint = Kept free after the visit
services-material-cost = Cost of materials
services-material-cost-hint = Only you see it, to count what is left
services-capacity = People at once
services-capacity-hint = 1 for a visit one to one, more for a group
services-as-practice = As in the practice: { $length }
services-days = Only on these days
services-days-hint = None ticked: every day you work
services-hours = Only at these hours
services-hours-hint = Empty: all your working hours
services-visibility = Who can find it
services-visibility-public = Everyone on your booking page
services-visibility-link = Only people with the link
services-featured = Show among the first on the booking page
services-colour = Colour in the calendar
services-colour-hint = A dot before its name, for you alone.
services-colour-none = None
services-upsell = What goes well with it
services-upsell-hint = Shown to who books it, beside the add-ons: “With a tint it lasts twice as long”
services-slug = Name in the link
services-slug-hint = Made from the name. Links you have given out stop working when you change it.

services-variants = Variants
services-variants-hint = Other lengths and prices of the same service, such as long hair. The client chooses one.
services-new-variant = New variant
services-addons = Add-ons
services-addons-hint = What can be had with it for extra time and money. The client may choose several.
services-new-addon = New add-on
services-addon-duration = Extra time
services-addon-price = Extra price
services-part-remove = Remove { $name }
services-part-aside = not offered
services-part-return = Offer again

services-link = Booking link
services-link-hint = Opens booking with this service chosen: for a message, a profile, a price list.
services-qr = QR code to print
services-state = Offer
services-deactivate-hint = Clients no longer see it; visits already booked stay as they are.
services-activate-hint = Clients don’t see it now.
services-deactivate = Stop offering
services-activate = Offer again
services-delete = Delete

services-forms = To be signed
services-forms-hint = Who books this service is asked to sign these forms.
services-forms-which = Forms

services-deposit = Deposit at booking
services-deposit-none = None
services-deposit-fixed = A fixed sum
services-deposit-percent = A part of the price, in percent
services-deposit-full = The whole price
services-deposit-amount = How much
services-deposit-amount-hint = The sum, or the percentage
