media-title = Fotos
media-title-of = Fotos de { $name }
media-back-to-card = Volver a la ficha
media-back = Volver a las fotos
media-add = Añadir fotos
media-camera = Cámara
media-stage = Momento
media-before = Antes
media-after = Después
media-other = Otra
media-alt = { $stage }, { $date }
media-document = Documento
media-documents = Documentos
media-choose = Fotos o PDF
media-pick = Elegir fotos
media-choose-hint = Varias a la vez, hasta 15 MB cada una. JPEG, PNG, WebP o PDF; HEIC si tu navegador puede leerlo.
media-send = Añadir
media-none = Aún no hay fotos
media-none-text = Aquí estarán las fotos de antes y después de cada visita; solo las ve tu negocio.
media-save = Guardar archivo
media-older = Fotos anteriores
media-private = solo en la ficha
media-about = Sobre este archivo
media-file = Archivo
media-pixels = Tamaño
media-delete = Eliminar
media-deleted = Eliminado. Puedes recuperarlo durante siete días.
media-deleted-title = Eliminados hace poco
media-deleted-text = Desaparecen para siempre a los siete días, o al momento si quieres. Hasta entonces ocupan espacio.
media-purge = Eliminar para siempre
media-purged = Eliminado para siempre.
media-restore = Recuperar
media-restored = Recuperado.
media-there-again = La misma foto se ha vuelto a añadir entretanto.
media-picked-hint = Marca dos fotos para compararlas, o las fotos y documentos que quieras compartir con el cliente.
media-compare = Comparar
media-compare-title = Dos fotos
media-compare-of = Dos fotos de { $name }
media-compare-two = Marca dos fotos para compararlas.
media-compare-slider = Cuánto se ve de la foto de antes
media-compare-show = Qué se ve
media-compare-before = Antes
media-compare-half = Mitad y mitad
media-compare-after = Después
media-share = Compartir
media-share-for = El enlace dura
media-days = { $n ->
    [one] { $n } día
    [many] { $n } días
   *[other] { $n } días
}
media-share-none = Marca primero lo que quieres compartir.
media-shares = Compartidas con el cliente
media-share-row = { $n ->
    [one] { $n } archivo, hasta el { $until }
    [many] { $n } archivos, hasta el { $until }
   *[other] { $n } archivos, hasta el { $until }
}
media-share-end = Retirar
media-share-ended = El enlace ya no muestra nada.
media-share-gone-title = Este enlace ha terminado
media-share-gone-text = Lo que había ya no se muestra aquí. Pide un enlace nuevo.
media-link-title = Enlace para el cliente
media-link-text = Quien tenga el enlace verá lo que has marcado y nada más. Solo se muestra ahora; puedes retirarlo en la página de fotos.
media-link = Enlace
media-copy = Copiar enlace
media-copied = Enlace copiado
media-open = Abrir
media-shared-title = Tus fotos y documentos
media-shared-until = Este enlace funciona hasta el { $until }. Quien lo tenga puede ver lo que hay aquí.
media-shared-none = Aquí no hay nada.
media-camera-view = Cámara
media-ghost = La última foto como guía
media-shoot = Hacer foto
media-turn = Otra cámara
media-no-camera = Aquí no se puede usar la cámara. Elige fotos abajo o permite la cámara en los ajustes del navegador.
media-queue = Fotos en camino
media-queue-waiting = En espera
media-queue-sending = Enviando
media-queue-making = Preparando
media-queue-done = Añadida
media-queue-there = Ya está en la ficha
media-queue-offline = Sin conexión. Sigue sola cuando vuelva.
media-queue-retry = Reintentar
media-queue-remove = Quitar de la lista
media-queue-failed = No ha llegado. Inténtalo otra vez.
media-queue-signed-out = Tu sesión ha terminado. Vuelve a entrar en otra pestaña y reintenta aquí.
media-queue-many = Como máximo { $max } archivos a la vez. Han quedado fuera: { $n }. Elígelos de nuevo cuando terminen estos.
media-queue-refused = No aceptadas
media-queue-retry-all = Reintentar todas
media-queue-remove-all = Quitar de la lista las que fallaron
media-queue-all = Todas las fotos han llegado.
media-added = { $n ->
    [one] { $n } archivo añadido.
    [many] { $n } archivos añadidos.
   *[other] { $n } archivos añadidos.
}
media-were-there = { $n ->
    [one] { $n } ya estaba en la ficha.
    [many] { $n } ya estaban en la ficha.
   *[other] { $n } ya estaban en la ficha.
}
media-not-taken = { $name }: { $why }
media-choose-first = Elige primero una foto.
media-form-many = { $max } archivos a la vez. Envía el resto después.
media-form-large = Demasiado de una vez. Envía menos fotos.
media-empty-file = El archivo está vacío.
media-too-large = Más de 15 MB. Elige una imagen más pequeña.
media-too-many-pixels = Más de 40 megapíxeles. Elige una imagen más pequeña.
media-too-many = Hay demasiados archivos en camino. Espera a que lleguen algunos.
media-wrong-ending = El nombre no corresponde con el contenido. Elige la foto original.
media-heic = Este navegador no puede leer fotos HEIC. Guárdala como JPEG o pon la cámara en «Más compatible».
media-video = Aquí no se pueden guardar vídeos. Elige una foto.
media-markup = Esto es una página o un dibujo, no una foto. Elige un JPEG, PNG o WebP.
media-unknown = Esto no es una foto ni un PDF. Elige un JPEG, PNG, WebP o PDF.
media-broken = El archivo está dañado o incompleto. Elige el original.
media-broken-transfer = Ha llegado dañado. Envíalo otra vez.
media-incomplete = Aún no ha llegado entero.
media-busy = Se están preparando muchas fotos. Sigue en un momento.
media-limit = El espacio de tu negocio está lleno. Elimina fotos para siempre o pide más espacio.
media-disk-full = Ahora no hay sitio en el servidor. No se ha perdido nada; inténtalo más tarde.
media-store-away = No se puede acceder al almacén de fotos. No se ha perdido nada; inténtalo en un minuto.
media-storage = Fotos y archivos
media-storage-sub = Espacio usado
media-storage-used = { $used } de { $limit } en uso
media-storage-files = { $n ->
    [one] { $n } archivo
    [many] { $n } archivos
   *[other] { $n } archivos
}
media-storage-text = Las fotos se guardan cifradas, en tres tamaños y en el original, y todo cuenta. Lo que eliminas cuenta hasta que desaparece para siempre, a los siete días.
media-card = Antes y después
media-all = Todas las fotos
media-megabytes = { $n } MB
media-gigabytes = { $n } GB
media-work = Trabajos
media-work-alt = { $stage }: { $what }
media-portfolio = Fotos en tu página
media-portfolio-sub = Lo que ven los demás de tu trabajo
media-portfolio-text = Estas fotos están en tu página pública. Cada una se ve solo mientras lo permita el permiso para fotografías firmado por su cliente, y desaparece en cuanto se retira.
media-portfolio-none = Aún no hay fotos en tu página
media-portfolio-none-text = Abre las fotos de un cliente, marca algunas y elige «Mostrar en mi página». Antes, el cliente firma un permiso para fotografías.
media-portfolio-order-text = En tu página están en este orden: primero las parejas, luego las fotos sueltas. Los visitantes no ven nombres.
media-portfolio-up = Subir las fotos de { $name }
media-portfolio-down = Bajar las fotos de { $name }
media-portfolio-ended = El permiso para fotografías ha terminado. Estas fotos no se muestran.
media-portfolio-pick = Marca antes las fotos.
media-portfolio-show = Mostrar en mi página
media-portfolio-take-off = Quitar de mi página
media-portfolio-since = En tu página pública desde: { $date }.
media-portfolio-may = El permiso firmado por el cliente deja mostrarla en tu página pública.
media-portfolio-no-consent = Para mostrar fotos en tu página, el cliente firma antes un permiso para fotografías que lo incluya.
media-portfolio-ask = Pedir el permiso
media-portfolio-added = Ya está en tu página pública.
media-portfolio-removed = Ya no está en tu página pública.
