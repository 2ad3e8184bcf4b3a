# The frame around every page: navigation, menus, forms, notices.
look-home = Aureli Solo, home
look-new = New appointment
look-search = Search and commands
look-search-hint = Client, action
look-commands = Commands
look-find-client = Find a client
look-go-today = Today
look-go-week = Week
look-account-of = Account menu, { $name }
look-theme = Light or dark
look-switch-practice = Another practice
look-now-and-next = Now and next
look-live-lost = Not up to date
look-pages = Pages
look-previous = Previous
look-net-not-saved = Not saved. The connection dropped.
look-net-not-loaded = Not loaded. The connection dropped.
