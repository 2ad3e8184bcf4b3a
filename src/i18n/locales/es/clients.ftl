### Clientes: la lista, una ficha, su formulario.

clients-count = { $n ->
    [0] Todavía nadie
    [one] { $n } persona
    [many] { $n } de personas
   *[other] { $n } personas
}
clients-add = Añadir cliente
clients-search = Buscar clientes
clients-search-hint = Nombre, teléfono, correo
clients-search-hint-tags = Nombre, teléfono, correo, etiqueta
clients-empty = Todavía no hay clientes
clients-empty-text = Quien reserva una visita aparece aquí con su nombre, lo que hay que tener en cuenta y cuándo viene. También puedes añadir personas a mano.
clients-none = No se ha encontrado a nadie
clients-none-text = Ningún nombre, teléfono o correo contiene «{ $q }».
clients-client = Cliente
clients-next = Próxima visita
clients-last = Última visita
clients-contact = Contacto

client-all = Todos los clientes
client-new = Cliente nuevo
client-created = Cliente añadido
client-since = En tu lista desde { $since }
client-next = Próxima visita
client-no-next = No hay nada reservado.
client-no-past = Todavía no hay visitas.
client-older = Ver lo anterior
client-history = Historial
client-history-only = Ver solo
client-history-visits = Visitas
client-history-photos = Fotos
client-history-money = Dinero
client-history-newest = Volver a lo más reciente
client-history-nothing = Todavía no hay nada de esto.
client-history-taken = { $n ->
    [one] { $n } foto
    [many] { $n } de fotos
   *[other] { $n } fotos
}
client-history-signed = Firmado: { $form }
client-history-withdrawn = Retirado: { $form }
client-when = { $day }, { $time }
client-visit = { $title }, { $length }, { $price }
client-contact = Contacto
client-name = Nombre
client-phone = Teléfono
client-email = Correo
client-language = Idioma
client-language-hint = Los mensajes salen en este idioma
client-allergies = Alergias y contraindicaciones
client-allergies-hint = Se muestran como aviso allí donde haya una reserva
client-note = Nota
client-note-hint = Solo lo veis tú y tu equipo; si la persona pide una copia de todos sus datos, también va en ella
client-no-note = Todavía no hay nada anotado.
client-stale = Alguien ha guardado esta ficha mientras la tenías abierta. Lo tuyo aún no está guardado: revisa estos datos y guarda otra vez.
client-stale-saved = Guardado mientras tanto:
client-stale-typed = Aquí:
client-stale-nothing = nada
client-stale-taken = Aquí no lo habías tocado, así que el formulario lo ha recogido.
client-stale-joined = Ahora el formulario tiene los dos. Acórtalos si basta con uno.
client-stale-replaces = Si guardas de nuevo, quedará lo que está escrito aquí.
clients-found = { $n ->
    [0] No se ha encontrado a nadie
    [one] { $n } persona encontrada
   *[other] { $n } personas encontradas
}
clients-found-more = Más de { $n } personas encontradas
client-message-sent = Enviado
client-message-dropped = No se envió
client-message-failed = No se pudo entregar
client-as-it-is = Verla como está ahora
client-double = { $name } ya tiene este teléfono o correo.
client-double-open = Abrir esa ficha
client-double-anyway = Añadir a otra persona con el mismo contacto

## The whole card

clients-visits = Visitas
clients-spent = Gastado
clients-filter = Filtrar la lista
clients-birthdays = Cumpleaños
clients-birthdays-when = Los próximos 45 días
clients-birthdays-empty = Ningún cumpleaños en los próximos 45 días
clients-birthdays-empty-text = Añade el cumpleaños en la ficha de un cliente, con año o sin él, y aparecerá aquí a tiempo.
clients-blocked = Lista de bloqueados
clients-is-blocked = Bloqueado
clients-none-filtered = No hay nadie en esta lista.
client-turns = cumple { $n }
client-balance = Saldo
client-due = por pagar
client-figures = Gastado
client-usual = Visita habitual
client-no-shows = Plantones
client-late-cancels = Cancelaciones tardías
client-notes = Notas
client-note-new = Nota nueva
client-note-edit = Editar la nota
client-note-first = Primera nota
client-note-add = Añadir nota
client-note-added = Nota añadida
client-note-deleted = Nota eliminada
client-note-delete = Eliminar la nota
client-note-pin = Fijar
client-note-unpin = Desfijar
client-note-pinned = Fijada
client-note-keep-first = Mantener arriba
client-note-by = { $author }, { $day }
client-note-changed = { $signed }, cambiada después
client-tags = Etiquetas
client-tags-hint = Tus propias palabras, separadas por comas
client-tags-known = Ya usadas:
client-tags-too-many = No más de { $max } etiquetas
client-form-reach = Cómo contactar
client-form-person = Sobre la persona
client-writes-in = Escribe en
client-writes = { $language }, por { $channel }
client-writes-by = Prefiere que le escriban por
client-writes-by-any = No se sabe
client-more-contacts = Otros teléfonos y mensajería
client-contact-kind-n = Tipo de contacto { $n }
client-contact-value-n = Contacto { $n }
client-contact-label-n = De quién es el contacto { $n }
client-contact-whose = De quién
client-contact-phone = Teléfono
client-contact-email = Correo
client-contact-telegram = Telegram
client-contact-whatsapp = WhatsApp
client-contact-viber = Viber
client-contact-instagram = Instagram
client-contact-other = Otro
client-address = Dirección
client-birthday = Cumpleaños
client-birthday-hint = Como 9.9 o 9 de septiembre de 1990; el año puede faltar
client-birthday-wrong = Escribe el día y el mes, como 9.9 o 9 de septiembre de 1990
client-birthday-year = Revisa el año: está en el futuro o demasiado atrás
client-came-from = Cómo llegó
client-came-from-hint = Quién le recomendó o dónde te vio
client-preferences = Preferencias
client-preferences-hint = Té, música, silencio, dónde aparcar
client-emergency = En caso de emergencia
client-emergency-hint = Nombre de la persona a quien llamar
client-emergency-phone = Su teléfono
client-marketing = Ofertas y novedades
client-marketing-allowed = Se le pueden enviar ofertas y novedades
client-marketing-none = Sin consentimiento para publicidad
client-marketing-master = Permitido el { $day }, anotado por ti
client-marketing-public = El cliente lo permitió el { $day }
client-marketing-ended = Retirado el { $day }
client-subjects = Mascotas, coches, niños
client-no-subjects = De qué puede tratar una visita, además del cliente.
client-subject-new = Mascota, coche o niño
client-subject-kind = Qué es
client-subject-pet = Mascota
client-subject-car = Coche
client-subject-child = Niño
client-subject-other = Otro
client-subject-name = Nombre
client-subject-name-hint = Luna, Seat Ibiza, Misha
client-subject-about = Raza, modelo
client-subject-about-hint = Lo que ayuda a preparar la cita
client-subject-born = Fecha de nacimiento
client-subject-plate = Matrícula
client-subject-car-only = Para un coche
client-subject-vin = VIN
client-subject-vin-known = Este VIN ya está en otro coche de esta ficha
client-subject-vin-hint = Para un coche: 17 letras y cifras
client-subject-archive = Archivar
client-subject-restore = Recuperar
client-subject-archived = archivado
client-vin-wrong = Escribe las 17 letras y cifras del VIN; no lleva I, O ni Q
client-vin-digit = Revisa el VIN: una letra o cifra no encaja con las demás
client-family = Familia
client-no-family = Enlaza a un hijo o a la pareja y podrás reservarles visitas desde esta ficha.
client-family-new = Enlazar a un familiar
client-family-who = A quién
client-family-hint = Necesita una ficha propia; si no la tiene, añádela antes
client-family-choose = Busca y elige a la otra persona
client-family-self = Elige a otra persona: una ficha no se enlaza consigo misma
client-family-relation = Qué es de { $name }
client-family-reverse = Al revés: esa persona reserva para { $name }
client-family-remove = Quitar el enlace con { $name }
client-family-removed = Enlace quitado
client-relation-child = Hijo o hija
client-relation-parent = Padre o madre, reserva las visitas
client-relation-partner = Pareja
client-relation-relative = Familiar
client-relation-other = Otro
client-block = Bloquear la reserva en línea
client-block-text = Ya no podrá reservar en línea y no se le dice por qué: la página le pide que te llame. Las visitas reservadas se mantienen y tú puedes seguir reservándole.
client-block-reason = Por qué
client-block-reason-hint = Solo lo veis tú y tu equipo; si la persona pide una copia de todos sus datos, también va en ella
client-block-done = Reserva en línea bloqueada
client-unblock = Permitir de nuevo
client-unblock-done = La reserva en línea vuelve a estar abierta
client-blocked-since = Reserva en línea bloqueada desde el { $day }.
client-field-none = Sin respuesta
client-field-new = Pregunta nueva
client-field-name = Qué preguntar
client-field-name-hint = Curva, longitud, tarjeta de socio
client-field-kind = Tipo de respuesta
client-field-text = Texto
client-field-number = Número
client-field-date = Fecha
client-field-choice = Una de varias
client-field-yes-no = Sí o no
client-field-choices = Las opciones
client-field-choices-hint = Una por línea; solo para «una de varias»
client-field-choices-few = Escribe de 2 a 50 opciones, una por línea
client-field-archive = Dejar de preguntar
client-field-archived = La pregunta ya no está en el formulario; las respuestas siguen en las fichas
client-fields-empty = Todavía no hay preguntas propias
client-fields-empty-text = Lo que quieras saber de cada cliente además del nombre y el teléfono: una curva, una longitud, un número de tarjeta. Aparecerá en cada ficha.
client-visits-since = { $n ->
    [one] { $n } visita desde { $since }
    [many] { $n } de visitas desde { $since }
   *[other] { $n } visitas desde { $since }
}
client-in-visits = { $n ->
    [0] Todavía ninguna visita
    [one] en { $n } visita
    [many] en { $n } de visitas
   *[other] en { $n } visitas
}
client-habit-weeks = { $n ->
    [one] Viene cada semana; la próxima caería hacia el { $likely }.
    [many] Viene cada { $n } de semanas; la próxima caería hacia el { $likely }.
   *[other] Viene cada { $n } semanas; la próxima caería hacia el { $likely }.
}
client-habit-days = { $n ->
    [one] Viene cada día; la próxima caería hacia el { $likely }.
    [many] Viene cada { $n } de días; la próxima caería hacia el { $likely }.
   *[other] Viene cada { $n } días; la próxima caería hacia el { $likely }.
}
client-birthday-age = { $day }, { $n ->
    [one] { $n } año
    [many] { $n } de años
   *[other] { $n } años
}
clients-tagged = Etiqueta «{ $tag }»
clients-tagged-all = Etiqueta «{ $tag }»: ver todos
clients-alike = Parecidos
client-medical = Notas médicas
client-medical-new = Nota médica nueva
client-medical-text = Lo importante para su salud
client-medical-hint = Se guarda cifrada, no sale en búsquedas ni mensajes y cada lectura queda registrada.
client-medical-read = Leer
client-medical-none = Sin notas médicas.
client-medical-recorded = Esta lectura ha quedado registrada.
client-medical-count = { $n ->
    [one] { $n } nota ({ $last }). Cifrada; la lectura queda registrada.
    [many] { $n } de notas (la última, { $last }). Cifradas; la lectura queda registrada.
   *[other] { $n } notas (la última, { $last }). Cifradas; la lectura queda registrada.
}
client-double-name = { $name } ya está en tu lista con casi el mismo nombre.
client-merge = Unir con otra ficha
client-merge-one = Unir las dos fichas
client-merge-text = Busca la otra ficha de { $name }. Verás cómo quedan las dos antes de que cambie nada.
client-merge-alike = Parecen la misma persona
client-merge-same-contact = Mismo teléfono o correo
client-merge-same-name = Casi el mismo nombre
client-merge-stays = Esta ficha se queda
client-merge-goes = Pasa a ella
client-merge-result = Quedará
client-merge-moves = Pasa a { $name }
client-merge-undo-text = El segundo teléfono o correo queda como otro contacto. Puedes deshacerlo desde la ficha.
client-merge-now = Unir las fichas
client-merge-turn = Dejar mejor a { $name }
client-merge-done = Las fichas ya son una
client-merge-undone = Vuelven a ser dos fichas
client-merge-self = Elige otra ficha distinta de esta
client-merge-gone = Una de estas fichas ya se ha unido con otra
client-joined = Esta ficha se unió con otra. Vuelve a abrir al cliente.
client-merge-later = Deshaz primero esa unión
client-merge-undo = Deshacer una unión
client-merge-undo-of = Deshacer la unión con { $name }
client-merge-undo-ask = Volverá a haber dos fichas: lo que venía de la ficha de { $name } vuelve a ella y lo cambiado desde entonces se queda donde está.
client-merge-since = Después, el { $day }, la ficha de { $name } se unió a la de { $into }.
client-merge-to-later = Ir a la unión con { $name }
client-merged = Unida con { $name } el { $day }.
client-merge-visits = { $n ->
    [one] { $n } visita
    [many] { $n } de visitas
   *[other] { $n } visitas
}
client-merge-notes = { $n ->
    [one] { $n } nota
    [many] { $n } de notas
   *[other] { $n } notas
}
client-merge-photos = { $n ->
    [one] { $n } foto
    [many] { $n } de fotos
   *[other] { $n } fotos
}
client-merge-messages = { $n ->
    [one] { $n } mensaje
    [many] { $n } de mensajes
   *[other] { $n } mensajes
}
client-merge-subjects = { $n ->
    [one] { $n } mascota, coche o niño
    [many] { $n } de mascotas, coches y niños
   *[other] { $n } mascotas, coches y niños
}
client-merge-medical = { $n ->
    [one] { $n } nota médica
    [many] { $n } de notas médicas
   *[other] { $n } notas médicas
}
clients-bulk = Etiquetar a varios
clients-bulk-whom = A quién
clients-bulk-remove = Quitar estas etiquetas en lugar de ponerlas
clients-bulk-nobody = Marca al menos un cliente
clients-bulk-part = O solo algunos de los { $n } de abajo.
clients-bulk-matching = { $n ->
    [one] El único cliente que coincide
   *[other] Los { $n } que coinciden, también los que no se ven aquí
}
clients-bulk-none = No marcar a nadie
clients-bulk-all = Marcar a todos
clients-bulk-tagged = { $n ->
    [one] Etiquetas de { $n } cliente cambiadas
    [many] Etiquetas de { $n } de clientes cambiadas
   *[other] Etiquetas de { $n } clientes cambiadas
}

## De un archivo

clients-import = Importar clientes
clients-import-lead = Trae tu lista de una hoja de cálculo, de otro programa de citas o del móvil. Verás qué pasa con cada fila antes de que se añada nada.
clients-import-file = Archivo
clients-import-limits = Un archivo CSV o contactos vCard (.vcf), hasta { $megabytes } MB y { $rows } filas
clients-import-next = Siguiente
clients-import-open = Sin terminar
clients-import-rows = { $n ->
    [one] { $n } fila
    [many] { $n } de filas
   *[other] { $n } filas
}
clients-import-how = De dónde sale el archivo
clients-import-programs = Otro programa de citas: busca «Exportar» en su lista de clientes y elige CSV. Se reconocen las exportaciones de { $programs }; cualquier otro archivo también sirve, solo tienes que decir qué es cada columna.
clients-import-excel-how = Excel, Numbers o Google Sheets: guarda o descarga la hoja como CSV (en Excel, «CSV UTF-8»).
clients-import-phone-how = Un móvil: comparte todos los contactos como archivo vCard (.vcf) y elígelo aquí.
clients-import-choose = Elige un archivo
clients-import-empty = En este archivo no hay nada
clients-import-too-large = Elige un archivo de 20 MB como mucho. Las fotos hacen grandes los vCard: expórtalos sin ellas o por partes
clients-import-too-long = Elige un archivo de 100 000 filas como mucho o divide este
clients-import-excel = Es un archivo de Excel. Ábrelo y guárdalo como CSV (Archivo → Guardar como → CSV UTF-8); después elige ese
clients-import-no-text = Esto no es una lista. Elige un archivo CSV o contactos vCard (.vcf)
clients-import-crowded = Ahora mismo están llegando varios archivos. Inténtalo de nuevo en un minuto
clients-import-gone = Este archivo ya no está. Elígelo de nuevo
clients-import-busy = Esta importación ya está en marcha
clients-import-has-faults = Hay filas con errores. Acepta dejarlas fuera o corrige el archivo
clients-import-many-tags = Este archivo tiene más de 300 etiquetas distintas. Elige otra columna para ellas
clients-import-about = { $file }, { $n ->
    [one] { $n } fila
    [many] { $n } de filas
   *[other] { $n } filas
}
clients-import-program = Parece una exportación de { $program }.
clients-import-vcard = Son contactos vCard de un móvil.
clients-import-map = Comprueba qué es cada columna y mira qué se añadiría. Todavía no se añade nada.
clients-import-columns = Qué son las columnas
clients-import-column = Columna { $n }
clients-import-nothing = Dejar fuera
clients-import-first-name = Nombre de pila
clients-import-middle-name = Segundo nombre
clients-import-last-name = Apellidos
clients-import-further-phone = Otro teléfono
clients-import-further-email = Otro correo
clients-import-marketing = Acepta publicidad (sí o no)
clients-import-needs-name = Di en qué columna está el nombre
clients-import-twice = Hay dos columnas iguales. Elige otra cosa para una de ellas
clients-import-rules = Cómo añadirlos
clients-import-doubles = Quien ya está en tu lista, por teléfono o correo
clients-import-doubles-leave = Dejar su ficha como está
clients-import-doubles-fill = Añadir lo que le falte a su ficha
clients-import-tag = Etiqueta para todos
clients-import-tag-hint = Por ejemplo, «Importados en mayo»: así los encontrarás después
clients-import-one-tag = Escribe una sola etiqueta, sin comas
clients-import-dates = Fechas en cifras
clients-import-day-first = Primero el día: 14.05.1990
clients-import-month-first = Primero el mes: 05/14/1990
clients-import-reading = ¿Las letras o las columnas se ven mal?
clients-import-encoding = Letras
clients-import-delimiter = Qué separa las columnas
clients-import-comma = Coma
clients-import-semicolon = Punto y coma
clients-import-tab = Tabulador
clients-import-bar = Barra vertical
clients-import-has-header = La primera fila nombra las columnas
clients-import-again = Leer así el archivo
clients-import-check = Comprobar las filas
clients-import-discard = Descartar el archivo
clients-import-discarded = Archivo descartado. No se ha añadido nada
clients-import-checking = Comprobando las filas…
clients-import-importing = Añadiendo los clientes… Puedes salir de esta página: sigue sin ti.
clients-import-failed = Algo ha fallado por nuestra parte y no se ha añadido nada. Inténtalo otra vez; si vuelve a fallar, escríbenos.
clients-import-report = Qué se añadiría
clients-import-new = { $n ->
    [0] Nadie nuevo
    [one] { $n } cliente nuevo
    [many] { $n } de clientes nuevos
   *[other] { $n } clientes nuevos
}
clients-import-known = { $n ->
    [one] { $n } ya está en tu lista y se queda como está
    [many] { $n } ya están en tu lista y se quedan como están
   *[other] { $n } ya están en tu lista y se quedan como están
}
clients-import-known-fill = { $n ->
    [one] { $n } ya está en tu lista y recibe lo que le falte
    [many] { $n } ya están en tu lista y reciben lo que les falte
   *[other] { $n } ya están en tu lista y reciben lo que les falte
}
clients-import-twice-n = { $n ->
    [one] { $n } fila repite a alguien de más arriba
    [many] { $n } de filas repiten a personas de más arriba
   *[other] { $n } filas repiten a personas de más arriba
}
clients-import-wrong = { $n ->
    [one] { $n } fila con errores
    [many] { $n } de filas con errores
   *[other] { $n } filas con errores
}
clients-import-faults = Errores
clients-import-row = Fila
clients-import-heading = Columna
clients-import-value = Dice
clients-import-fault = Qué hacer
clients-import-first-faults = Son los primeros { $n } errores.
clients-import-faults-hint = Corrígelos en el archivo y elígelo de nuevo, pon «Dejar fuera» en esa columna o importa lo demás sin estas filas.
clients-import-wrong-rows = { $n ->
    [one] Descargar esta fila
   *[other] Descargar estas { $n } filas
}
clients-import-lately = Importados hace poco
clients-import-undo = { $n ->
    [one] Deshacer esta importación: { $n } ficha
    [many] Deshacer esta importación: { $n } de fichas
   *[other] Deshacer esta importación: { $n } fichas
}
clients-import-undo-text = Se van las fichas que llegaron con ella, menos las que tienen citas o han cambiado desde entonces. Lo que se añadió a fichas que ya tenías se queda.
clients-import-undoing = Retirando las fichas… Puedes salir de esta página: sigue sin ti.
clients-import-undone = { $n ->
    [one] Deshecho: se ha quitado { $n } ficha
   *[other] Deshecho: se han quitado { $n } fichas
}
clients-import-undone-visits = { $n ->
    [one] { $n } se queda porque tiene citas.
   *[other] { $n } se quedan porque tienen citas.
}
clients-import-undone-changed = { $n ->
    [one] { $n } se queda porque después se escribió algo en ella o se envió algo al cliente.
   *[other] { $n } se quedan porque después se escribió algo en ellas o se envió algo a los clientes.
}
clients-import-undone-filled = { $n ->
    [one] { $n } ficha que ya tenías conserva lo que recibió.
   *[other] { $n } fichas que ya tenías conservan lo que recibieron.
}
clients-import-no-name = Añade un nombre
clients-import-name-lines = Un salto de línea en el nombre: quizá falta cerrar unas comillas
clients-import-quote-open = Unas comillas de esta fila no se cierran y se tragan todas las filas siguientes. Ciérralas o quítalas
clients-import-phone-rounded = La hoja de cálculo ha redondeado este número. Da a la columna el formato «texto» y expórtala de nuevo
clients-import-start = { $n ->
    [0] Añadir lo que falte en las fichas
    [one] Importar { $n } cliente
    [many] Importar { $n } de clientes
   *[other] Importar { $n } clientes
}
clients-import-start-without = { $n ->
    [0] Dejar fuera estas filas y añadir lo que falte en las fichas
    [one] Dejar fuera estas filas e importar { $n } cliente
    [many] Dejar fuera estas filas e importar { $n } de clientes
   *[other] Dejar fuera estas filas e importar { $n } clientes
}
clients-import-nothing-new = No hay a quién añadir.
clients-import-done = { $n ->
    [0] No se ha añadido a nadie nuevo
    [one] { $n } cliente añadido
    [many] { $n } de clientes añadidos
   *[other] { $n } clientes añadidos
}
clients-import-filled = { $n ->
    [one] { $n } ficha ha recibido lo que le faltaba
    [many] { $n } de fichas han recibido lo que les faltaba
   *[other] { $n } fichas han recibido lo que les faltaba
}
clients-import-left = { $n ->
    [one] { $n } ficha se ha quedado como estaba
    [many] { $n } de fichas se han quedado como estaban
   *[other] { $n } fichas se han quedado como estaban
}
clients-import-left-out = { $n ->
    [one] { $n } fila se ha quedado fuera
    [many] { $n } de filas se han quedado fuera
   *[other] { $n } filas se han quedado fuera
}
clients-import-another = Importar otro archivo
client-marketing-import = Permitida, según el archivo importado el { $day }
clients-import-emergency = Contacto de emergencia
clients-import-emergency-phone = Teléfono de emergencia

## A un archivo

clients-export = Exportar clientes
clients-export-lead = Un archivo de la lista para una hoja de cálculo: nombres, contactos, etiquetas, notas y sumas. No lleva notas médicas ni fotos. Cada exportación queda registrada.
clients-export-delimiter-hint = Si la hoja de cálculo lo muestra todo en una columna, elige la otra opción
clients-export-now = Descargar el archivo
clients-export-marketing = Publicidad
clients-export-blocked = Bloqueado desde
clients-more = Más
clients-bulk-undone = Deshecho: las etiquetas están como antes.
clients-tags-all = Todas las etiquetas
clients-tags-empty = Aún no hay etiquetas
clients-tags-empty-text = Escribe tus propias palabras en una ficha, como VIP o Viene con perro: aquí se reúnen todas.
clients-tag-change = Cambiar «{ $name }»
clients-tag-name = Nombre de la etiqueta
clients-tag-name-hint = Con el nombre de otra etiqueta, las dos se unen
clients-tag-known = { $n ->
    [0] «{ $name }» ya existe y nadie la tiene. ¿Unir las dos?
    [one] «{ $name }» ya existe y la tiene { $n } cliente. ¿Unir las dos? No se puede deshacer.
   *[other] «{ $name }» ya existe y la tienen { $n } clientes. ¿Unir las dos? No se puede deshacer.
}
client-tag-known = Otra etiqueta ya se llama así
clients-tag-join = Unir las dos
clients-tag-joined = Ahora es una sola etiqueta: { $name }
clients-tag-delete = Borrar esta etiqueta
clients-tag-delete-text = { $n ->
    [0] Nadie la tiene.
    [one] Se le quita a { $n } cliente. Su ficha se queda. No se puede deshacer.
   *[other] Se les quita a { $n } clientes. Sus fichas se quedan. No se puede deshacer.
}
clients-tag-deleted = Etiqueta { $name } borrada

## Un mensaje a varios

clients-mailing = Mensaje a varios
clients-mailing-lead = Llega por correo a quienes aceptaron recibir publicidad y no están bloqueados. Cada copia lleva un enlace para retirarlo.
clients-mailing-subject = Asunto
clients-mailing-body = Mensaje
clients-mailing-body-hint = {"{"}name{"}"} se convierte en el nombre de pila. Una línea vacía empieza un párrafo nuevo.
clients-mailing-next = Siguiente
clients-mailing-ask = { $n ->
    [one] ¿Enviarlo a { $n } cliente?
    [many] ¿Enviarlo a { $n } de clientes?
   *[other] ¿Enviarlo a { $n } clientes?
}
clients-mailing-send = { $n ->
    [one] Enviar a { $n } cliente
    [many] Enviar a { $n } de clientes
   *[other] Enviar a { $n } clientes
}
clients-mailing-edit = Volver al texto
clients-mailing-leave-hint = Debajo del texto van el nombre y la dirección de tu negocio y el enlace para retirar el permiso. Las copias salen una tras otra.
clients-mailing-example = Anna
clients-mailing-nobody = Aquí nadie aceptó recibir publicidad y tiene correo. Anota antes el permiso en las fichas
clients-mailing-unknown = Entre llaves solo puede estar { "{" }name{ "}" }: se convierte en el nombre del cliente
clients-mailing-unknown-one = Aquí { $found } no significa nada y saldría tal cual. ¿Querías decir { "{" }name{ "}" }?
clients-mailing-language = En qué idioma
clients-mailing-language-hint = Solo quienes reciben los mensajes en este idioma. Más abajo puedes escribir el mismo texto en otros idiomas.
clients-mailing-main = El texto de arriba está en
clients-mailing-others = Lo mismo en otros idiomas (opcional)
clients-mailing-others-hint = Cada persona recibe el texto en su idioma si lo escribes aquí; las demás reciben el texto de arriba.
clients-mailing-any-language = Sea cual sea su idioma
clients-mailing-languages = { $languages }: no has escrito el texto en su idioma, así que reciben el primero tal cual. Vuelve atrás para añadirlo o para elegir un solo idioma.
clients-mailing-stop = Parar
clients-mailing-under-way = { $sent } de { $n } enviadas
clients-mailing-stopped = { $n ->
    [0] Ya no quedaba nada que parar
    [one] Parado: { $n } copia no sale
   *[other] Parado: { $n } copias no salen
}
clients-mailing-changed = Mientras tanto ha cambiado el número de destinatarios. Compruébalo otra vez
clients-mailing-limit = Serían más de 2000 copias en un día. Elige una etiqueta o envía el resto mañana
clients-mailing-sent = { $n ->
    [one] De camino a { $n } cliente
    [many] De camino a { $n } de clientes
   *[other] De camino a { $n } clientes
}
clients-mailing-sent-before = Este mensaje ya se envió
clients-mailing-latest = Enviados antes
mail-mailing-book = Reservar una cita
mail-mailing-foot = Recibes este correo porque aceptaste recibir novedades de { $practice }.
mail-mailing-leave = No quiero más novedades
unsubscribe-title = ¿Dejar de recibir novedades?
unsubscribe-text = { $practice } no te enviará más novedades ni ofertas. Los mensajes sobre tus citas seguirán llegando.
unsubscribe-now = Dejar de recibirlas
unsubscribe-done = Ya no recibirás novedades
unsubscribe-done-text = { $practice } no te enviará novedades ni ofertas. Los mensajes sobre tus citas seguirán llegando.
unsubscribe-again = Ha sido un error: quiero recibirlas
