### El primer inicio: de una cuenta a un enlace que funciona.

setup-title = Primeros pasos
setup-welcome = Hola, { $name }
setup-lead = Cuatro preguntas y tus clientes podrán reservar
setup-done-of = { $n } de { $all } hechos
setup-left = Primeros pasos: { $n } de { $all } hechos.
setup-later = Más tarde
setup-skip = Omitir
setup-change = Cambiar: { $what }

setup-trade = A qué te dedicas
setup-trade-hint = Los servicios y las duraciones se ajustarán a ello
setup-trade-why = Te propondremos los servicios habituales con su duración y su precio.
setup-trade-label = Elige lo más parecido
setup-place = Cómo te encuentran
setup-place-why = Hemos deducido la zona y la moneda de tu dispositivo. Corrígelas si no son.
setup-currency-hint = Tus precios van en ella
setup-hours = Cuándo trabajas
setup-hours-hint = Tus clientes reservan dentro de este horario
setup-hours-why = Basta con la semana habitual. Las horas distintas por día, la comida y los festivos están en los ajustes.
setup-hours-days = Días
setup-hours-differ = Tu horario cambia según el día; está en los ajustes.
setup-days-missing = Marca al menos un día
setup-hours-order = El final es anterior al comienzo. ¿Trabajas pasada la medianoche? Pon aquí las horas habituales y las de noche en los ajustes
setup-services = Servicios y precios
setup-services-hint = Los habituales ya están puestos
setup-services-why = Hemos puesto los habituales. Corrige el precio y los minutos y desmarca lo que no haces.
setup-services-own = Otra cosa
setup-services-minutes = { $name }, minutos
setup-services-price = { $name }, precio
setup-services-save = Guardar servicios
setup-services-missing = Marca al menos un servicio u omite este paso
setup-services-count = { $n ->
    [one] { $n } servicio
    [many] { $n } de servicios
   *[other] { $n } servicios
}
setup-link = Tu enlace funciona
setup-link-hint = Compártelo, imprime el código
setup-link-why = Tus clientes ya pueden reservar aquí. Pon el enlace en tu perfil, envíalo en un mensaje, imprime el código.
setup-link-empty = La página ya está, pero aún no tiene servicios: añade uno para que se pueda reservar.
setup-address = Cambiar la dirección
setup-address-save = Cambiar
setup-address-saved = Dirección cambiada; el enlace anterior también lleva aquí
setup-to-calendar = Al calendario
setup-finished = Todo listo. Las reservas aparecerán aquí.
setup-preview = Así va tu página de reservas
setup-preview-at = Tus clientes la encuentran en { $link }

preset-manicure = Manicura
preset-gel-manicure = Manicura semipermanente
preset-pedicure = Pedicura
preset-gel-removal = Retirada de esmalte
preset-brow-shaping = Diseño de cejas
preset-brow-tint = Diseño y tinte de cejas
preset-brow-lamination = Laminado de cejas
preset-lash-lift = Lifting de pestañas
preset-facial = Limpieza facial profunda
preset-peeling = Peeling
preset-face-massage = Masaje facial
preset-consultation = Consulta
preset-back-massage = Masaje de espalda
preset-body-massage = Masaje de cuerpo entero
preset-long-massage = Masaje largo de cuerpo entero
preset-sports-massage = Masaje deportivo
preset-first-meeting = Primera sesión
preset-session = Sesión individual
preset-couple-session = Sesión de pareja
preset-trial-lesson = Clase de prueba
preset-lesson = Clase
preset-long-lesson = Clase larga
preset-exam = Preparación de examen
preset-small-tattoo = Tatuaje pequeño
preset-long-tattoo = Sesión larga
preset-tattoo-correction = Retoque
preset-private-class = Clase individual
preset-pair-class = Clase para dos
preset-home-class = Clase a domicilio
preset-diagnosis = Visita y diagnóstico
preset-small-repair = Reparación pequeña
preset-installation = Instalación
preset-visit = Visita
preset-long-visit = Visita larga
