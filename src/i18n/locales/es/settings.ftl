### Ajustes: el negocio y las reglas de reserva.

settings-overrides = Festivos y excepciones
settings-blocks = Descansos y bloqueos
settings-calendars = Otros calendarios
settings-calendars-sub = Tus citas en el calendario del móvil
settings-saved = Ajustes guardados
settings-stale = Estos ajustes han cambiado mientras tanto, en otra ventana o por otra persona. Lo que has escrito sigue abajo: guárdalo otra vez para que valga.

settings-qr = Código QR del enlace
settings-link = Enlace
settings-link-open = Abrir

settings-notice = Antelación mínima
settings-notice-hint = Hasta cuánto antes de la cita se puede coger una hora libre
settings-notice-none = Hasta el último minuto
settings-horizon = Antelación máxima
settings-horizon-hint = Con cuántos días de antelación se ven las horas libres
settings-cancel = Cambiar o cancelar sin coste
settings-cancel-hint = Hasta cuánto antes de la cita. Después cuenta como cancelación tardía.
settings-cancel-any = Hasta que empiece

settings-practice-shown = Lo que ven tus clientes
settings-name = Nombre del negocio
settings-kind = A qué te dedicas
settings-phone = Teléfono
settings-phone-hint = Aquí llaman o escriben tus clientes
settings-email = Correo para clientes
settings-address = Dirección
settings-address-hint = Adónde vienen tus clientes. Déjalo vacío si vas tú.
settings-description = Sobre ti
settings-description-hint = Unas frases: qué haces, para quién, qué tiene de especial
settings-place = Lugar y dinero
settings-timezone = Zona horaria
settings-timezone-hint = El horario y las citas van con la hora de este lugar
settings-bad-zone = Elige un lugar de la lista, por ejemplo Europe/Madrid
settings-currency = Moneda
settings-currency-hint = Los precios conservan su número: 48 sigue siendo 48. Las citas reservadas conservan su precio.
settings-locale = Idioma de la página de reservas
settings-locale-hint = Si el dispositivo del cliente habla otro de nuestros idiomas, verá el suyo
settings-slug = Dirección de tu página
settings-slug-label = Tu nombre en el enlace
settings-slug-hint = Después de { $base }
settings-slug-warning = Los enlaces y códigos QR que ya has dado seguirán llevando a tu página.
settings-your-link = Tu página de reservas

settings-rules-hint = Para todos los servicios que no tienen reglas propias.
settings-step = Horas que se ofrecen
settings-step-hint = Cada cuánto hay una hora para elegir
settings-daily-limit = Citas al día
settings-daily-limit-hint = Cuando un día tiene tantas, no se reserva más en línea. Vacío: sin límite.
settings-offer = Qué horas aparecen
settings-offer-hint = Los huecos entre citas son tiempo que nadie paga
settings-offer-all = Todas las horas libres
settings-offer-tight = También las que tocan otra cita, para no dejar huecos

trade-nails = Uñas
trade-brows = Cejas y pestañas
trade-cosmetology = Estética
trade-massage = Masaje
trade-psychology = Psicología
trade-tutoring = Clases particulares
trade-tattoo = Tatuaje
trade-yoga = Yoga y entrenamiento
trade-repair = Reparaciones a domicilio
trade-other = Otra cosa
settings-client-fields = Ficha del cliente
settings-client-fields-sub = Lo que preguntas además de lo habitual

settings-forms = Formularios para firmar
settings-forms-sub = Consentimientos y preguntas de salud, con sus versiones e idiomas

settings-offers = Qué se ofrece a los clientes un día
settings-offers-holds = Esta regla está en vigor
settings-offers-own = Solo así
settings-offers-count = { $n ->
    [0] Ninguna hora el { $day }
    [one] { $n } hora el { $day }
   *[other] { $n } horas el { $day }
}

# The look of the public page
look-title = Aspecto de la página
look-sub = Color y logotipo para clientes
look-colour = Color
look-colour-hint = Lo llevan los botones y las señales de tu página de reservas. El texto se lee bien de día y de noche.
look-logo = Logotipo
look-logo-now = Tu logotipo, como lo ven los clientes
look-logo-choose = Elige una imagen
look-logo-other = Elige otra imagen
look-logo-hint = JPEG, PNG o WebP, hasta 5 MB. Mejor si es cuadrada.
look-logo-remove = Quitar el logotipo
look-logo-kind = El logotipo es una imagen: JPEG, PNG o WebP
look-logo-large = La imagen supera los 5 MB: elige una más pequeña
look-saved = Guardado: así ven tu página los clientes
look-brand-gold = Dorado
look-brand-rose = Rosa
look-brand-coral = Coral
look-brand-olive = Oliva
look-brand-teal = Turquesa
look-brand-sky = Celeste
look-brand-lavender = Lavanda
look-brand-wine = Vino
look-brand-forest = Verde bosque
look-brand-navy = Azul marino
look-brand-graphite = Grafito

settings-guests = Mientras alguien reserva
settings-hold = Guardar la hora elegida
settings-hold-hint = Nadie más puede tomarla mientras el formulario está abierto. El cliente puede alargarla una vez.
settings-hold-none = No guardarla
settings-code = Confirmar el correo con un código
settings-code-hint = Antes de aceptar la reserva enviamos al cliente un código de seis cifras. Evita reservas con correos inventados y añade un paso.
settings-code-off = Nunca
settings-code-new = Solo clientes nuevos: los que aún no han confirmado su correo en este dispositivo
settings-code-all = En cada reserva

widget-title = En tu web
widget-lead = Tus clientes reservan sin salir de tu web: tus servicios y horas libres aparecen en la propia página.
widget-sites = Dónde puede aparecer
widget-sites-label = Tus webs
widget-sites-hint = Una por línea, como https://example.com. Si la web también se abre con www, añádela.
widget-sites-none = Todavía no has permitido ninguna web: las páginas de reserva no aparecen fuera de aquí.
widget-bad-site = La número { $n } no es la dirección de una web. Escríbela así: https://example.com
widget-too-many-sites = Caben { $max } webs
widget-code = Código para tu web
widget-what = Qué se puede reservar ahí
widget-all-services = Todos los servicios públicos
widget-snippet = Pega esto donde quieras que se reserve
widget-snippet-hint = La altura se ajusta sola. En un creador de webs, añádelo como bloque «HTML» o «Insertar».
widget-plain = Si tu web no permite scripts
widget-plain-label = Sin script
widget-plain-hint = La altura es fija; cambia el número si necesitas más.
widget-preview = Así se ve
widget-links = Enlaces y códigos QR
widget-links-hint = Cada uno lleva directo a las horas libres de un servicio: para mensajes, redes sociales e impresos.
widget-by-link = solo con enlace
widget-link-of = Enlace: { $service }
widget-qr = Código QR
widget-card = Tarjeta para imprimir
widget-on-site = Ponerlo en tu web
widget-title-of = Reservas: { $practice }
widget-link-words = Reservar en línea
widget-card-title = Reserva en línea
widget-card-scan = Escanea y elige hora
