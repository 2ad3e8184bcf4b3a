# El marco de cada página: navegación, menús, formularios, avisos.
look-home = Aureli Solo, inicio
look-new = Nueva cita
look-search = Buscar y comandos
look-search-hint = Cliente, acción
look-commands = Comandos
look-find-client = Buscar un cliente
look-go-today = Hoy
look-go-week = Semana
look-account-of = Menú de la cuenta, { $name }
look-theme = Claro u oscuro
look-switch-practice = Otro negocio
look-now-and-next = Ahora y después
look-live-lost = Sin actualizar
look-pages = Páginas
look-previous = Anterior
look-net-not-saved = No se ha guardado. Se cortó la conexión.
look-net-not-loaded = No se ha cargado. Se cortó la conexión.
