### Words of every page. Buttons say what happens; errors say what to do.

app-name = Aureli Solo
skip-to-content = Skip to content
page-title = { $title } · Aureli Solo
page-title-error = Error: { $title }

## Buttons and small words

save = Save
cancel = Cancel
close = Close
back = Back
next = Next
continue = Continue
edit = Edit
change = Change
delete = Delete
remove = Remove
add = Add
undo = Undo
search = Search
show = Show
hide = Hide
copy = Copy
copied = Copied
print = Print
more = More
retry = Try again
yes = Yes
no = No
none = None
optional = optional
saved = Saved
not-saved = Not saved
sign-in = Sign in
sign-out = Sign out
account = Your account
help = Help

## Time

today = Today
tomorrow = Tomorrow
yesterday = Yesterday
now = Now
minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}

## Navigation

nav-main = Main menu
nav-calendar = Calendar
nav-todo = To do
nav-clients = Clients
nav-messages = Messages
nav-invoices = Invoices
nav-analytics = Analytics
nav-services = Services
nav-settings = Settings
nav-more = More
nav-new = New
nav-booking-page = My booking page

## Look and language

theme = Appearance
theme-auto = Device
theme-light = Light
theme-dark = Dark
language = Language
language-en = English
language-es = Spanish
language-ru = Russian

## What an appointment is at

status = Status
status-held = Held
status-pending = Awaiting confirmation
status-awaiting-deposit = Awaiting deposit
status-confirmed = Confirmed
status-arrived = Arrived
status-in-progress = In progress
status-completed = Completed
status-cancelled = Cancelled
status-expired = Expired
status-no-show = No-show

## Pages that say what went wrong

error-403-title = This page is not yours to open
error-403-text = Your role in this practice does not include it. The owner can change that in the settings.
error-csrf-title = Send it once more
error-404-title = This page isn’t here
error-404-text = The link may be old, or what it led to was moved. Nothing of yours is lost.
error-api-405 = This address does not take that method.
error-api-404 = There is nothing at this address.
error-409-title = Someone was quicker
error-409-text = This was changed in another window or by another person while you had it open. Look at what it is now, then make your change again.
error-conflict-title = That can’t be done now
error-client-locked = This card is locked: what the law keeps is there, and it is used for nothing else. Who may can unlock it on the card.
error-restricted = This practice is restricted at the moment: what is there stays, new things cannot be made. Support knows why.
error-other-practice = You have gone over to another practice, in another tab perhaps. Nothing was saved there: go back, what you typed is still here, and first choose the practice that it is for.
error-422-title = This can’t be saved yet
error-422-text = Something in the form is missing or doesn’t fit. Go back and correct it: what you typed is kept.
error-429-title = A little too fast
error-429-text = There were many requests from your address. Wait a minute, then try again.
error-500-title = That one is on us
error-500-text = The page could not be made. Everything you saved before is safe. If you were sending something, check that it isn’t there before you send it again.
error-503-title = Back in a moment
error-503-text = We are busy or being updated. Nothing is lost: try again in a minute.
error-code = If it stays, write to us with the code { $code }.
error-to-calendar = To the calendar
error-to-start = To the start page

## Errors in forms

errors-title-whole = That did not work
errors-title = { $n ->
    [one] One thing to fix
   *[other] { $n } things to fix
}
field-required = Fill this in
field-money-required = Enter an amount
field-minutes-required = Enter a length in minutes
field-date-required = Enter a date
field-phone-required = Enter a phone number
field-email-required = Enter an e-mail address
field-choose = Choose one
field-too-short = { $min ->
    [one] Use at least { $min } character
   *[other] Use at least { $min } characters
}
field-too-long = { $max ->
    [one] Use at most { $max } character
   *[other] Use at most { $max } characters
}
field-bad-text = Use letters, digits and ordinary signs
field-bad-phone = Enter a phone number, like +34 612 345 678
field-phone-country = Add the country code, like +34 612 345 678
field-phone-which = Put a plus and the country’s code in front, like +7 495 123-45-67: as it stands it could be a number of two countries
field-bad-email = Enter an e-mail address, like anna@example.com
field-email-no-at = Add the @ and what follows it, like anna@example.com
field-email-no-domain = Add what follows the @, like anna@example.com
field-email-too-long = Use an address of at most 254 characters
field-bad-number = Enter a whole number, like 15
field-bad-decimal = Enter a number, like 15 or 12.5
field-number-range = Enter a number from { $min } to { $max }
field-bad-money = Enter an amount, like 48 or 48.50
field-money-negative = Enter an amount of zero or more
field-money-decimals = This amount has too many digits after the decimal point
field-money-too-large = Enter a smaller amount
field-bad-date = Enter a date, like 3 November or 03/11/2026
field-date-past = Choose a day that is still to come
field-bad-time = Enter a time, like 14:30
field-time-order = Choose an end that is later than the start
field-time-night = This ends before it begins. If it runs into the next day, it can last 12 hours at most
field-bad-slug = Use small Latin letters, digits and dashes, like anna-brows
field-slug-taken = This address is taken: choose another
field-bad-choice = Choose from the list

## A form sent after the session had run out

draft-title = You were signed out before this was saved
draft-typed = What you typed
draft-lead = What you typed is still here. Save it now, or leave it.
draft-place = It was for: { $place }.
draft-save = Save now
draft-discard = Discard what I typed
