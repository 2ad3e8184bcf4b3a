### Calendarios externos: el enlace.

calendars-feed = Tus citas en otro calendario
calendars-feed-text = Una dirección privada que el calendario de tu móvil u ordenador consulta cada pocos minutos. Allí ves tus citas; lo que cambies allí no vuelve aquí.
calendars-feed-link = Dirección privada
calendars-feed-secret = Quien tenga esta dirección ve tus citas. Si ha llegado a otras manos, crea una nueva.
calendars-feed-subscribe = Añadir a mi calendario
calendars-feed-content = Qué cuenta de cada cita
calendars-feed-initials = La hora y las iniciales del cliente
calendars-feed-names = El nombre del cliente y el servicio
calendars-feed-make = Crear la dirección
calendars-feed-renew = Crear una dirección nueva
calendars-feed-remove = Desactivarla
calendars-feed-saved = Guardado. Los calendarios lo mostrarán la próxima vez que consulten.
calendars-feed-renewed = Aquí tienes una dirección nueva. La anterior ya no funciona.
calendars-feed-removed = La dirección ya no funciona

### Calendarios que se leen.

calendars-sources = Tus horas ocupadas de otros calendarios
calendars-sources-text = Cuando estás ocupado en otro calendario, aquí no se ofrece esa hora. Cada calendario se consulta cada cuarto de hora. Las citas ya reservadas se quedan; te avisamos si alguna coincide.
calendars-source-new = Añadir un calendario
calendars-source-text = Tu calendario te da una dirección privada en formato iCal. En Google Calendar está en Configuración, tu calendario, «Dirección secreta en formato iCal»; en Apple, en «Calendario público»; en Outlook, en «Publicar un calendario».
calendars-source-name = Nombre
calendars-source-name-hint = Por ejemplo, Familia o Estudio
calendars-source-url = Dirección del calendario
calendars-source-url-hint = Empieza por https:// o webcal:// y suele acabar en .ics
calendars-source-other-url = Otra dirección
calendars-source-url-kept = La dirección se guarda en secreto y no se muestra. Déjalo vacío para conservarla.
calendars-source-whose = De quién es el tiempo
calendars-source-master = Mío
calendars-source-add = Añadir y leer
calendars-source-added = { $name } ya se lee
calendars-source-state = Cómo va
calendars-source-off = Desactivado
calendars-source-not-yet = Aún no se ha leído
calendars-source-read = Leído, última vez: { $when }
calendars-source-read-partly = Leído salvo algunas entradas, última vez: { $when }
calendars-source-entries = { $n ->
    [one] { $n } entrada
   *[other] { $n } entradas
}
calendars-source-times = { $n ->
    [one] { $n } hora ocupada
   *[other] { $n } horas ocupadas
}
calendars-source-next = Sigue valiendo lo último que se leyó. Próximo intento: { $when }.
calendars-source-refresh = Leer ahora
calendars-source-refreshed = Recién leído
calendars-source-switch-off = Desactivar
calendars-source-switch-on = Activar
calendars-source-switched-off = { $name } está desactivado y sus horas vuelven a estar libres
calendars-source-switched-on = { $name } está activado
calendars-source-remove = Quitar
calendars-source-removed = { $name } se ha quitado
calendars-too-many = No caben más calendarios. Quita uno antes.

calendars-trouble-address = No es la dirección de un calendario. Empieza por https:// o webcal://
calendars-trouble-inside = La dirección lleva a una red privada a la que no se llega desde aquí
calendars-trouble-nobody = Nadie responde en esta dirección
calendars-trouble-slow = El calendario tarda demasiado en responder
calendars-trouble-too-large = El calendario ocupa más de 10 MB, más de lo que se lee
calendars-trouble-broken = La respuesta se ha cortado
calendars-trouble-forbidden = El calendario pide iniciar sesión. Usa su dirección privada, la que no lo pide
calendars-trouble-gone = Ya no hay ningún calendario en esta dirección
calendars-trouble-server = El servidor del calendario tiene un problema
calendars-trouble-no-calendar = En esta dirección hay otra cosa, no un calendario

calendars-unread = { $n ->
    [one] { $n } entrada no se ha leído del todo
   *[other] { $n } entradas no se han leído del todo
}
calendars-unread-line = Línea { $n }
calendars-unread-start = sin un comienzo legible, no se ha tomado
calendars-unread-end = acaba antes de empezar, no se ha tomado
calendars-unread-rule = no se entiende cómo se repite, se ha tomado una vez
calendars-unread-zone = zona horaria desconocida, se ha tomado la tuya
calendars-unread-date = no se entiende una fecha de la repetición
calendars-unread-endless = más repeticiones de las que se pueden calcular, se ha tomado una vez
calendars-unread-too-many = más horas de las que caben; se guardan las 20.000 más próximas
calendars-unread-cut = el archivo acaba a la mitad

### Un calendario que se lee y se escribe.

calendars-account-new = Conectar una cuenta
calendars-account-text = Tus citas aparecen en el calendario que ya usas, y lo que tengas allí no se ofrece aquí. Funciona con calendarios CalDAV: iCloud, Fastmail, Nextcloud, Yandex, Mailbox.org y otros.
calendars-account-url = Dirección del servidor
calendars-account-url-hint = Por ejemplo, caldav.icloud.com o caldav.fastmail.com
calendars-account-user = Nombre de usuario
calendars-account-user-hint = Casi siempre, tu correo allí
calendars-account-password = Contraseña de aplicación
calendars-account-password-hint = Crea una para esto en los ajustes de tu cuenta; no uses la tuya. Se guarda cifrada y no se muestra nunca.
calendars-account-find = Buscar mis calendarios
calendars-account-forbidden = El servidor no acepta este nombre y contraseña. Casi todos piden una contraseña de aplicación.
calendars-account-none = No se han encontrado calendarios en esta dirección
calendars-account-choose = Encontrados. Elige el calendario.
calendars-account-which = Calendario
calendars-account-written = Escribir en él mis citas
calendars-account-written-hint = Las citas nuevas, cambiadas y anuladas se actualizan allí en un minuto. Si alguien mueve o borra una allí, aquí se queda como está y te avisamos.
calendars-account-content = Qué cuenta de cada cita
calendars-content-busy = Solo que estás ocupado
calendars-content-first-name = El nombre de pila del cliente y el servicio
calendars-content-full-name = El nombre completo del cliente y el servicio
calendars-account-read-only = Este calendario se puede leer, pero no escribir. Elige otro o no escribas en él.
calendars-account-chosen = { $name } está conectado
calendars-written-busy = Ocupado
calendars-trouble-elsewhere = El servidor nos manda a otro desconocido, al que no se da ninguna contraseña
calendars-trouble-refused = El servidor no acepta nuestras citas
