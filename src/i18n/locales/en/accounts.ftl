### Signing up and in, the account, the people of a practice, and the way through the settings.

settings-title = Settings
settings-practice = Practice
settings-hours = Working hours
settings-rules = Online booking
settings-services = Services and prices
settings-members = People and roles
settings-account = Your account
