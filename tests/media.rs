//! Photos of clients: what is taken and what is refused, that nothing is lost or doubled on the way, and who sees them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use aureli::accounts::Role;
use aureli::app::App;
use aureli::consents::Form;
use aureli::error::{Error, Result};
use aureli::events::Actor;
use aureli::id::ClientId;
use aureli::media::{Done, Stage, Upload, Usage};
use aureli::privacy::{self, Reason};
use aureli::providers::storage::{Storage, Store};
use aureli::q;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use crate::support::factories::Practice;
use crate::support::meanwhile::meanwhile;
use crate::support::s3::{self, S3};
use crate::support::{Answer, Ctx, Visitor, databases, on_both, pictures};

async fn client(ctx: &Ctx, practice: &Practice) -> ClientId {
    let anna = ctx.client(practice, "Anna Petrova", "+34612345678").await;
    anna.id
}

async fn begin(
    visitor: &mut Visitor,
    client: ClientId,
    file: &[u8],
    name: &str,
    stage: &str,
) -> Answer {
    let hash: String = aureli::crypto::sha256(file)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let body =
        json!({ "name": name, "size": file.len(), "hash": hash, "stage": stage, "visit": null });
    let json = [("accept", "application/json")];
    visitor
        .post_json(&format!("/clients/{client}/uploads"), body, &json)
        .await
}

async fn piece(visitor: &mut Visitor, begun: &Value, offset: usize, bytes: &[u8]) -> Answer {
    let id = begun["id"].as_str().unwrap();
    let request = Request::put(format!("/media/uploads/{id}?offset={offset}"))
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::ACCEPT, "application/json")
        .body(Body::from(bytes.to_vec()))
        .unwrap();
    visitor.send(request).await
}

async fn end(visitor: &mut Visitor, begun: &Value) -> Answer {
    let id = begun["id"].as_str().unwrap();
    let request = Request::post(format!("/media/uploads/{id}/end"))
        .header(header::ACCEPT, "application/json")
        .body(Body::empty())
        .unwrap();
    visitor.send(request).await
}

/// Sends a whole file as the page's script does.
async fn send(
    visitor: &mut Visitor,
    client: ClientId,
    file: &[u8],
    name: &str,
    stage: &str,
) -> Answer {
    let answer = begin(visitor, client, file, name, stage).await;
    if answer.status != 200 || answer.json()["state"] != "open" {
        return answer;
    }
    let begun = answer.json();
    let mut offset = begun["offset"].as_u64().unwrap() as usize;
    let chunk = begun["chunk"].as_u64().unwrap() as usize;
    while offset < file.len() {
        let upto = file.len().min(offset + chunk);
        let answer = piece(visitor, &begun, offset, &file[offset..upto]).await;
        offset = answer.expect(200).json()["offset"].as_u64().unwrap() as usize;
    }
    end(visitor, &begun).await
}

/// The addresses of pictures on a page, as the browser reads them.
fn pictures_of(page: &str) -> Vec<String> {
    let sources = page.split("src=\"").skip(1);
    let sources = sources.filter_map(|rest| rest.split('"').next());
    let ours = sources.filter(|source| source.starts_with("/media/") || source.starts_with("/l/"));
    ours.map(|source| source.replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

async fn counts(app: &App) -> (i64, i64) {
    let media = q!(&app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM media").unwrap();
    let open = q!(&app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM media_uploads").unwrap();
    (media.0, open.0)
}

/// Every file under the store's folder.
fn stored(ctx: &Ctx) -> Vec<Vec<u8>> {
    fn walk(folder: &std::path::Path, found: &mut Vec<Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(std::fs::read(&path).unwrap());
            }
        }
    }
    let mut found = Vec::new();
    walk(ctx.app.storage.folder().unwrap(), &mut found);
    found
}

#[test]
fn a_photo_is_sent_shown_and_sealed_on_disk() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let file = pictures::jpeg(2400, 1200, 1);
        let answer = send(&mut owner, client, &file, "brow.jpg", "before").await;
        assert_eq!(answer.expect(200).json()["state"], "added");
        let page = owner.get(&format!("/clients/{client}/photos")).await;
        let page = page.expect(200).says("data:image/png;base64,");
        let shown = pictures_of(&page.body);
        assert!(!shown.is_empty(), "no picture on {}", page.body);
        let answer = owner.get(&shown[0]).await.expect(200);
        assert_eq!(answer.headers["content-type"], "image/jpeg");
        assert!(
            answer.headers["cache-control"]
                .to_str()
                .unwrap()
                .starts_with("private")
        );
        let small = image::load_from_memory(&answer.bytes).unwrap();
        assert_eq!((small.width(), small.height()), (320, 160));
        // Nothing on disk can be read without the practice's key: four sizes and no piece left.
        let files = stored(&ctx);
        assert_eq!(files.len(), 4);
        for file in files {
            assert!(image::guess_format(&file).is_err(), "a picture lies open");
        }
        let usage = Usage::of(&ctx.app.db, practice.tenant.id).await.unwrap();
        assert_eq!(usage.files, 1);
        assert!(usage.bytes > 10_000);
    });
}

#[test]
fn what_a_photo_says_of_its_place_is_gone_and_it_stands_upright() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let mut file = pictures::with_exif(&pictures::jpeg(400, 200, 1));
        assert!(find(&file, pictures::SECRET_PLACE));
        // Behind the picture's end a page with a script hides.
        file.extend(b"<html><script>alert(1)</script>HIDDEN-PAGE</html>");
        let answer = send(&mut owner, client, &file, "gps.jpg", "before").await;
        let id = answer.expect(200).json()["id"].as_str().unwrap().to_owned();
        let original = owner.post(&format!("/media/{id}/original"), &[]).await;
        let original = original.expect(200);
        assert_eq!(original.headers["content-type"], "image/jpeg");
        assert_eq!(original.headers["x-content-type-options"], "nosniff");
        let disposition = original.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment"), "{disposition}");
        for secret in [pictures::SECRET_PLACE, b"HIDDEN-PAGE", b"<script", b"Exif"] {
            assert!(!find(&original.bytes, secret), "still in the file");
        }
        let upright = image::load_from_memory(&original.bytes)
            .unwrap()
            .into_rgb8();
        assert_eq!(upright.dimensions(), (200, 400));
        // Turned right, the red corner is the right upper one.
        let red = upright.get_pixel(190, 10).0;
        assert!(red[0] > 180 && red[1] < 80, "{red:?}");
        // Reading the original stands in the log.
        let noted = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM events WHERE kind = 'media.original_read'"
        );
        assert_eq!(noted.unwrap().0, 1);
    });
}

fn find(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|part| part == what)
}

#[test]
fn what_is_no_photo_is_refused_with_a_word_and_leaves_nothing() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let whole = pictures::jpeg(600, 400, 1);
        let png = pictures::png(600, 400, 1);
        let webp = pictures::webp(600, 400, 1);
        let heic = [b"\0\0\0\x18ftypheic".as_slice(), &[0; 200]].concat();
        let film = [b"\0\0\0\x18ftypmp42".as_slice(), &[0; 200]].concat();
        let cases: Vec<(&str, Vec<u8>, &str)> = vec![
            (
                "page.jpg",
                b"<!doctype html><script>alert(1)</script>".to_vec(),
                "not a photo",
            ),
            (
                "drawing.svg",
                b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
                "not a photo",
            ),
            ("photo.html", whole.clone(), "name does not fit"),
            ("photo.pdf", whole.clone(), "name does not fit"),
            ("cut.jpg", whole[..whole.len() / 2].to_vec(), "damaged"),
            ("end.jpg", whole[..whole.len() - 2].to_vec(), "damaged"),
            ("cut.png", png[..png.len() / 2].to_vec(), "damaged"),
            ("cut.webp", webp[..webp.len() / 2].to_vec(), "damaged"),
            ("bomb.png", pictures::bomb(50_000, 50_000), "megapixels"),
            ("phone.heic", heic, "HEIC"),
            ("film.jpg", film, "Videos"),
            ("program.png", b"MZ\x90\0\x03 program".to_vec(), "no photo"),
            (
                "gif.jpg",
                b"GIF89a <script>alert(1)</script>".to_vec(),
                "no photo",
            ),
            ("cut.pdf", b"%PDF-1.7 and nothing else".to_vec(), "damaged"),
            ("head.jpg", vec![0xff, 0xd8, 0xff, 0xe0], "damaged"),
        ];
        for (name, file, word) in cases {
            let answer = send(&mut owner, client, &file, name, "other").await;
            let answer = answer.expect(422);
            let said = answer.json()["error"]["message"]
                .as_str()
                .unwrap()
                .to_owned();
            assert!(said.contains(word), "{name}: {said}");
            assert_eq!(counts(&ctx.app).await, (0, 0), "{name} left something");
        }
        assert!(stored(&ctx).is_empty());
        let large = json!({ "name": "a.jpg", "size": (15 << 20) + 1 });
        let accept = [("accept", "application/json")];
        let answer = owner
            .post_json(&format!("/clients/{client}/uploads"), large, &accept)
            .await;
        answer.expect(422).says("15 MB");
        // What is odd but sound is taken.
        for (name, file) in [("named.jpg", png), ("b.webp", webp), ("IMG.HEIC", whole)] {
            let answer = send(&mut owner, client, &file, name, "other").await;
            assert_eq!(answer.expect(200).json()["state"], "added", "{name}");
        }
    });
}

#[test]
fn a_broken_upload_goes_on_and_nothing_is_doubled() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let mut file = pictures::jpeg(800, 600, 3);
        // What stands behind the picture makes it long enough for several pieces.
        file.extend(vec![0; 3 * aureli::media::CHUNK]);
        let begun = begin(&mut owner, client, &file, "a.jpg", "before")
            .await
            .expect(200)
            .json();
        let chunk = begun["chunk"].as_u64().unwrap() as usize;
        piece(&mut owner, &begun, 0, &file[..chunk])
            .await
            .expect(200);
        // The answer was lost: the same piece again changes nothing, and one from the future is not taken.
        let again = piece(&mut owner, &begun, 0, &file[..chunk])
            .await
            .expect(200);
        assert_eq!(again.json()["offset"], chunk);
        let early = piece(&mut owner, &begun, 2 * chunk, &file[2 * chunk..3 * chunk]).await;
        assert_eq!(early.expect(200).json()["offset"], chunk);
        end(&mut owner, &begun)
            .await
            .expect(409)
            .says("Not all of it");
        // The page was closed; the same file goes on where it stood.
        let later = begin(&mut owner, client, &file, "a.jpg", "before")
            .await
            .expect(200)
            .json();
        assert_eq!(later["id"], begun["id"]);
        assert_eq!(later["offset"], chunk);
        let done = send(&mut owner, client, &file, "a.jpg", "before")
            .await
            .expect(200)
            .json();
        assert_eq!(done["state"], "added");
        // Ended twice, sent twice, begun twice: one photo.
        assert_eq!(
            end(&mut owner, &begun).await.expect(200).json()["id"],
            done["id"]
        );
        let twice = send(&mut owner, client, &file, "other-name.jpg", "after").await;
        let twice = twice.expect(200).json();
        assert_eq!(
            (&twice["state"], &twice["id"]),
            (&json!("there"), &done["id"])
        );
        assert_eq!(counts(&ctx.app).await, (1, 0));
        assert_eq!(stored(&ctx).len(), 4);
    });
}

#[test]
fn a_file_that_is_ended_twice_at_once_is_there_once_and_whole() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let mut other = practice.sign_in(&ctx).await;
        let file = pictures::jpeg(400, 300, 7);
        let begun = begin(&mut owner, client, &file, "a.jpg", "before")
            .await
            .expect(200)
            .json();
        piece(&mut owner, &begun, 0, &file).await.expect(200);
        let id = begun["id"].as_str().unwrap().parse().unwrap();
        let slow = Upload::find(&ctx.app.db, practice.tenant.id, id)
            .await
            .unwrap();
        let (one, two) = tokio::join!(end(&mut owner, &begun), end(&mut other, &begun));
        assert_eq!(one.expect(200).json()["id"], begun["id"]);
        assert_eq!(two.expect(200).json()["id"], begun["id"]);
        assert_eq!(counts(&ctx.app).await, (1, 0));
        assert_eq!(stored(&ctx).len(), 4);
        // As a process sees it that was slower: what it forgets is not the photo.
        slow.forget(&ctx.app).await.unwrap();
        let page = owner
            .get(&format!("/media/{}", begun["id"].as_str().unwrap()))
            .await
            .expect(200);
        owner
            .get(&pictures_of(&page.body).remove(0))
            .await
            .expect(200);
    });
}

#[test]
fn what_arrives_damaged_is_told_and_forgotten() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let file = pictures::jpeg(300, 200, 3);
        let begun = begin(&mut owner, client, &file, "a.jpg", "before")
            .await
            .expect(200)
            .json();
        let mut other = file.clone();
        other[500] ^= 1;
        piece(&mut owner, &begun, 0, &other).await.expect(200);
        end(&mut owner, &begun).await.expect(422).says("damaged");
        assert_eq!(counts(&ctx.app).await, (0, 0));
    });
}

#[test]
fn who_may_not_see_photos_does_not() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let photo = ctx.photo(&practice, client).await;
        let mut owner = practice.sign_in(&ctx).await;
        let page = owner.get(&format!("/media/{}", photo.id)).await.expect(200);
        let address = pictures_of(&page.body).remove(0);
        let stranger = ctx.stranger().await;
        let mut stranger = stranger.sign_in(&ctx).await;
        let mut finance = practice.member(&ctx, Role::Finance).await;
        let mut operator = practice.member(&ctx, Role::Operator).await;
        let original = format!("/media/{}/original", photo.id);
        for path in [
            address.clone(),
            format!("/media/{}", photo.id),
            format!("/clients/{client}/photos"),
        ] {
            stranger.get(&path).await.expect(404);
            finance.get(&path).await.expect(403);
            operator.get(&path).await.expect(200);
            ctx.visitor().get(&path).await.expect(303);
        }
        stranger.post(&original, &[]).await.expect(404);
        finance.post(&original, &[]).await.expect(403);
        operator.post(&original, &[]).await.expect(200);
        let small = json!({ "name": "a.jpg", "size": 10 });
        let begin = format!("/clients/{client}/uploads");
        stranger
            .post_json(&begin, small.clone(), &[])
            .await
            .expect(404);
        finance.post_json(&begin, small, &[]).await.expect(403);
        // An address is for one photo and one size, and for an hour.
        owner.get(&address).await.expect(200);
        owner
            .get(&address.replace("/large", "/small"))
            .await
            .expect(404);
        owner
            .get(address.split('?').next().unwrap())
            .await
            .expect(404);
        ctx.app.clock.advance(chrono::TimeDelta::minutes(61));
        owner.get(&address).await.expect(404);
    });
}

#[test]
fn a_deleted_photo_comes_back_for_a_week() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let photo = ctx.photo(&practice, client).await;
        let mut owner = practice.sign_in(&ctx).await;
        let delete = format!("/media/{}/deletion", photo.id);
        let restore = format!("/media/{}/restoration", photo.id);
        owner.post(&delete, &[]).await.expect(303);
        owner.get(&format!("/media/{}", photo.id)).await.expect(404);
        let page = owner.get(&format!("/clients/{client}/photos")).await;
        page.expect(200)
            .says("Recently deleted")
            .lacks(&photo.file_name());
        owner.post(&restore, &[]).await.expect(303);
        owner.post(&restore, &[]).await.expect(303);
        owner.get(&format!("/media/{}", photo.id)).await.expect(200);
        owner.post(&delete, &[]).await.expect(303);
        ctx.app.clock.advance(chrono::TimeDelta::days(8));
        aureli::media::sweep(&ctx.app).await.unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        owner.post(&restore, &[]).await.expect(404);
        assert!(stored(&ctx).is_empty());
        let usage = Usage::of(&ctx.app.db, practice.tenant.id).await.unwrap();
        assert_eq!((usage.files, usage.bytes), (0, 0));
    });
}

#[test]
fn a_link_shows_its_photos_until_it_ends() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let photo = ctx.photo(&practice, client).await;
        let other = ctx
            .add_file(
                &practice,
                client,
                Stage::After,
                "b.jpg",
                pictures::jpeg(90, 90, 200),
            )
            .await
            .unwrap()
            .media();
        let mut owner = practice.sign_in(&ctx).await;
        let chosen = photo.id.to_string();
        let form = [("photo", chosen.as_str()), ("days", "7")];
        let page = owner
            .post(&format!("/clients/{client}/photos/share"), &form)
            .await;
        let page = page.expect(200);
        let path = page.body.split("http://localhost:8080").nth(1).unwrap();
        let path = path.split('"').next().unwrap().to_owned();
        let mut visitor = ctx.visitor();
        let page = visitor.get(&path).await.expect(200);
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        let shown = pictures_of(&page.body);
        assert_eq!(shown.len(), 1);
        visitor.get(&shown[0]).await.expect(200);
        // The link knows nothing of the client's other photos.
        let another = shown[0].replace(&chosen, &other.id.to_string());
        visitor.get(&another).await.expect(404);
        // A deleted photo drops out.
        owner
            .post(&format!("/media/{}/deletion", photo.id), &[])
            .await
            .expect(303);
        visitor.get(&shown[0]).await.expect(404);
        owner
            .post(&format!("/media/{}/restoration", photo.id), &[])
            .await
            .expect(303);
        visitor.get(&shown[0]).await.expect(200);
        let page = owner
            .get(&format!("/clients/{client}/photos"))
            .await
            .expect(200);
        let end = page
            .body
            .split("action=\"")
            .find(|rest| rest.starts_with("/media/shares/"));
        let end = end.unwrap().split('"').next().unwrap();
        owner.post(end, &[]).await.expect(303);
        visitor.get(&path).await.expect(410).says("has ended");
        visitor.get(&shown[0]).await.expect(404);
        let path = ctx.shared(&practice, client, &[photo.id]).await;
        let page = visitor.get(&path).await.expect(200);
        let shown = pictures_of(&page.body);
        visitor.get(&shown[0]).await.expect(200);
        // A practice that has closed shows nothing.
        for (status, code) in [("closed", [410, 404]), ("active", [200, 200])] {
            q!(
                &ctx.app.db,
                execute,
                "UPDATE tenants SET status = $2 WHERE id = $1",
                practice.tenant.id,
                status
            )
            .unwrap();
            visitor.get(&path).await.expect(code[0]);
            visitor.get(&shown[0]).await.expect(code[1]);
        }
        ctx.app.clock.advance(chrono::TimeDelta::days(8));
        visitor.get(&path).await.expect(410);
        visitor.get("/l/photos/nobody-knows-this").await.expect(404);
    });
}

/// Two people were taken for one, and their photos shown by one link: once that is undone, each sees only their own.
#[test]
fn a_link_of_a_joined_card_shows_nobody_elses_photos_after_the_undo() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let one = ctx.client(&practice, "Anna", "+34612345601").await.id;
        let two = ctx.client(&practice, "Ana", "+34612345602").await.id;
        let own = ctx.photo(&practice, one).await.id;
        let others = ctx
            .add_file(
                &practice,
                two,
                Stage::Other,
                "b.jpg",
                pictures::jpeg(90, 90, 200),
            )
            .await
            .unwrap()
            .media()
            .id;
        let before = ctx.shared(&practice, two, &[others]).await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .post(&format!("/clients/{one}/merge/{two}"), &[])
            .await
            .expect(303);
        let path = ctx.shared(&practice, one, &[own, others]).await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(&path).await.expect(200);
        assert_eq!(pictures_of(&page.body).len(), 2);
        assert_eq!(
            pictures_of(&visitor.get(&before).await.expect(200).body).len(),
            1
        );
        let foreign = pictures_of(&page.body)
            .into_iter()
            .find(|path| path.contains(&others.to_string()))
            .unwrap();
        visitor.get(&foreign).await.expect(200);
        let (merge,) =
            q!(&ctx.app.db, fetch_one: (aureli::id::MergeId,), "SELECT id FROM client_merges")
                .unwrap();
        owner
            .post(&format!("/clients/{one}/merges/{merge}/undo"), &[])
            .await
            .expect(303);
        let page = visitor.get(&path).await.expect(200);
        assert_eq!(pictures_of(&page.body).len(), 1);
        page.says(&own.to_string()).lacks(&others.to_string());
        visitor.get(&foreign).await.expect(404);
        assert_eq!(
            pictures_of(&visitor.get(&before).await.expect(200).body).len(),
            1
        );
    });
}

#[test]
fn a_practice_has_its_limit() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        ctx.photo(&practice, client).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE media_usage SET limit_bytes = bytes + 3000"
        )
        .unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        let large = pictures::jpeg(1200, 800, 9);
        let answer = send(&mut owner, client, &large, "b.jpg", "after").await;
        answer.expect(507).says("used up");
        // What is small enough as a file may be too large with all its sizes.
        let answer = send(
            &mut owner,
            client,
            &pictures::jpeg(200, 160, 9),
            "b.jpg",
            "after",
        )
        .await;
        answer.expect(507).says("used up");
        assert_eq!(counts(&ctx.app).await.0, 1);
    });
}

#[test]
fn the_plain_form_takes_several_files_and_says_what_it_did_not() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        let mut body = Vec::new();
        let mut part = |head: &str, content: &[u8]| {
            body.extend(
                format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes(),
            );
            body.extend(content);
            body.extend(b"\r\n");
        };
        part("name=\"visit\"", visit.id.to_string().as_bytes());
        part("name=\"stage\"", b"after");
        let long = [
            pictures::jpeg(500, 400, 1),
            vec![0; 2 * aureli::media::CHUNK],
        ]
        .concat();
        part("name=\"file\"; filename=\"long.jpg\"", &long);
        part("name=\"file\"; filename=\"page.jpg\"", b"<html>");
        part(
            "name=\"file\"; filename=\"b.png\"",
            &pictures::png(50, 40, 2),
        );
        part("name=\"file\"; filename=\"\"", b"");
        body.extend(b"--edge--\r\n");
        let request = Request::post(format!("/clients/{client}/photos/form"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body))
            .unwrap();
        let answer = owner.send(request).await.expect(303);
        let page = owner.get(answer.location()).await.expect(200);
        page.says("2 files added").says("page.jpg: This is a page");
        assert_eq!(counts(&ctx.app).await, (2, 0));
    });
}

/// While another photo is prepared: a script is told to ask again and its file is kept; a plain form waits for its turn.
#[test]
fn who_must_wait_for_a_turn_loses_nothing() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let file = pictures::jpeg(300, 200, 5);
        let begun = begin(&mut owner, client, &file, "a.jpg", "before")
            .await
            .expect(200)
            .json();
        piece(&mut owner, &begun, 0, &file).await.expect(200);
        let busy = ctx.app.developing.clone().acquire_owned().await.unwrap();
        let id = begun["id"].as_str().unwrap().parse().unwrap();
        let actor = aureli::events::Actor::user(practice.owner);
        let soon = std::time::Duration::from_millis(50);
        let refused = Upload::finish(&ctx.app, tenant, id, &actor, soon).await;
        assert!(matches!(
            refused,
            Err(aureli::error::Error::Away("media-busy"))
        ));
        assert_eq!(counts(&ctx.app).await, (0, 1), "the file waits whole");
        let mut body = Vec::new();
        body.extend(
            b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.jpg\"\r\n\r\n",
        );
        body.extend(pictures::jpeg(200, 300, 9));
        body.extend(b"\r\n--edge--\r\n");
        let request = Request::post(format!("/clients/{client}/photos/form"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body))
            .unwrap();
        let mut other = practice.sign_in(&ctx).await;
        let free = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            drop(busy);
        };
        let (answer, ()) = tokio::join!(other.send(request), free);
        let answer = answer.expect(303);
        other
            .get(answer.location())
            .await
            .expect(200)
            .says("1 file added");
        end(&mut owner, &begun).await.expect(200);
        assert_eq!(counts(&ctx.app).await, (2, 0));
    });
}

/// However many are chosen, those too old for the list stay behind the ones that are moved.
#[test]
fn a_long_portfolio_keeps_its_end() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let form = ctx.form(&practice, "photo", &[]).await;
        let (old, a, b) = (
            ctx.client(&practice, "Old", "+34612345600").await.id,
            ctx.client(&practice, "Anna", "+34612345601").await.id,
            ctx.client(&practice, "Berta", "+34612345602").await.id,
        );
        let mut published = Vec::new();
        for client in [old, a, b] {
            ctx.signed(&practice, &form, client).await;
            published.push(ctx.photo(&practice, client).await.id);
        }
        // 205 more of Anna's stand between hers and the oldest.
        for n in 0..205_u8 {
            aureli::q!(
                &ctx.app.db,
                execute,
                "INSERT INTO media (tenant_id, id, client_id, kind, stage, name, content_hash, width, height, bytes, placeholder,
                    taken_at, created_at)
                 SELECT tenant_id, $3, client_id, kind, stage, name, $4, width, height, bytes, placeholder, taken_at, created_at
                 FROM media WHERE tenant_id = $1 AND id = $2",
                practice.tenant.id,
                published[1],
                aureli::id::MediaId::new(),
                vec![n; 32]
            )
            .unwrap();
        }
        let now = ctx.app.clock.now();
        for (client, hours) in [(old, 3), (a, 2), (b, 1)] {
            aureli::q!(
                &ctx.app.db,
                execute,
                "UPDATE media SET published_at = $3 WHERE tenant_id = $1 AND client_id = $2",
                practice.tenant.id,
                client,
                now - chrono::TimeDelta::hours(hours)
            )
            .unwrap();
        }
        let mut owner = practice.sign_in(&ctx).await;
        let form = [("client", &*a.to_string()), ("visit", ""), ("up", "true")];
        owner
            .post("/settings/portfolio/order", &form)
            .await
            .expect(303);
        let order = aureli::q!(
            &ctx.app.db,
            fetch_all: (ClientId,),
            "SELECT client_id FROM media WHERE tenant_id = $1 AND published_at IS NOT NULL
             GROUP BY client_id ORDER BY MIN(portfolio_position), MAX(published_at) DESC",
            practice.tenant.id
        )
        .unwrap();
        assert_eq!(order, [(a,), (b,), (old,)]);
    });
}

#[test]
fn what_nobody_comes_back_for_is_removed() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let file = pictures::jpeg(300, 200, 3);
        let begun = begin(&mut owner, client, &file, "a.jpg", "before")
            .await
            .expect(200)
            .json();
        piece(&mut owner, &begun, 0, &file[..100]).await.expect(200);
        assert_eq!(stored(&ctx).len(), 1);
        ctx.app.clock.advance(chrono::TimeDelta::hours(25));
        aureli::media::sweep(&ctx.app).await.unwrap();
        assert!(stored(&ctx).is_empty());
        assert_eq!(counts(&ctx.app).await, (0, 0));
    });
}

/// A store that gives up after some writes, as a full disk or a lost network does.
struct Failing {
    inner: Storage,
    writes_left: Arc<AtomicI64>,
    error: fn() -> Error,
}

#[async_trait]
impl Store for Failing {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        if self.writes_left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            return Err((self.error)());
        }
        self.inner.put(name, bytes).await
    }
    async fn get(&self, name: &str) -> Result<Vec<u8>> {
        self.inner.get(name).await
    }
    async fn remove(&self, name: &str) -> Result<()> {
        self.inner.remove(name).await
    }
    async fn remove_folder(&self, folder: &str) -> Result<()> {
        self.inner.remove_folder(folder).await
    }

    async fn list_folder(&self, folder: &str) -> Result<Vec<String>> {
        self.inner.list_folder(folder).await
    }
}

#[test]
fn a_disk_that_fills_up_in_the_middle_leaves_no_half_photo() {
    on_both(|mut ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let writes_left = Arc::new(AtomicI64::new(0));
        ctx.app.storage = Storage::new(Arc::new(Failing {
            inner: ctx.app.storage.clone(),
            writes_left: writes_left.clone(),
            error: || Error::Full("media-disk-full"),
        }));
        ctx.router = aureli::routes::site(&ctx.app).unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        let file = pictures::jpeg(300, 200, 3);
        // The piece and the original, then one size more each time.
        for writes in [1, 1, 2, 3] {
            writes_left.store(writes, Ordering::SeqCst);
            let answer = send(&mut owner, client, &file, "a.jpg", "before").await;
            answer.expect(507).says("no room on the server");
            assert_eq!(counts(&ctx.app).await, (0, 1));
            let page = owner.get(&format!("/clients/{client}/photos")).await;
            page.expect(200).says("No photos yet");
        }
        // With room again, the same file goes on and is there once.
        writes_left.store(100, Ordering::SeqCst);
        let answer = send(&mut owner, client, &file, "a.jpg", "before").await;
        assert_eq!(answer.expect(200).json()["state"], "added");
        assert_eq!(counts(&ctx.app).await, (1, 0));
    });
}

#[test]
fn a_pdf_is_kept_as_it_is_and_only_ever_saved() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let file = b"%PDF-1.7\n1 0 obj << /OpenAction (app.alert(1)) >>\n%%EOF\n";
        let done = send(&mut owner, client, file, "Plan of care.pdf", "other").await;
        let id = done.expect(200).json()["id"].as_str().unwrap().to_owned();
        // Sent twice it is there once; no other ending and no other contents.
        let again = send(&mut owner, client, file, "Plan of care.pdf", "other").await;
        assert_eq!(again.expect(200).json()["id"], id.as_str());
        let html = b"<html><script>alert(1)</script></html>";
        let other = b"%PDF-1.7 another\n%%EOF\n";
        for (name, bytes) in [("plan.html", &other[..]), ("plan.pdf", &html[..])] {
            let answer = send(&mut owner, client, bytes, name, "other").await;
            assert_eq!(answer.status, 422, "{name}");
        }
        let sealed = stored(&ctx);
        assert_eq!(sealed.len(), 1, "{sealed:?}");
        let photos = format!("/clients/{client}/photos");
        let page = owner.get(&photos).await.expect(200);
        page.says("Plan of care.pdf")
            .says(&format!("/media/{id}/original"))
            .says(&format!("value=\"{id}\""));
        owner.get(&format!("/media/{id}")).await.expect(200);
        for size in ["small", "medium", "large", "original"] {
            let answer = owner.get(&format!("/media/{id}/{size}")).await;
            assert!(matches!(answer.status.as_u16(), 303 | 404), "{size}");
        }
        let as_attachment = |answer: Answer| {
            let answer = answer.expect(200);
            assert_eq!(answer.bytes, file);
            assert_eq!(answer.headers["content-type"], "application/pdf");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            assert_eq!(answer.headers["cache-control"], "no-store");
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("sandbox"), "{policy}");
            let disposition = answer.headers["content-disposition"].to_str().unwrap();
            assert!(disposition.starts_with("attachment;"), "{disposition}");
        };
        as_attachment(owner.post(&format!("/media/{id}/original"), &[]).await);
        // By a link to its client, and by nobody else's.
        let share = [("photo", id.as_str()), ("days", "7")];
        let page = owner.post(&format!("{photos}/share"), &share).await;
        let page = page.expect(200).body;
        let token = page.split("/l/photos/").nth(1).unwrap();
        let token = token.split('"').next().unwrap();
        let link = format!("/l/photos/{token}");
        let mut visitor = ctx.visitor();
        visitor
            .get(&link)
            .await
            .expect(200)
            .says("Plan of care.pdf")
            .lacks("<img class=\"photo");
        as_attachment(visitor.post(&format!("{link}/{id}/document"), &[]).await);
        visitor.get(&format!("{link}/{id}/large")).await.expect(404);
        let (reads,): (i64,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM events WHERE kind = 'media.original_read'"
        )
        .unwrap();
        assert_eq!(reads, 2);
        let photo = ctx.photo(&practice, client).await;
        ctx.shared(&practice, client, &[photo.id]).await;
        visitor
            .post(&format!("{link}/{}/document", photo.id), &[])
            .await
            .expect(404);
        // It is in no portfolio.
        let show = [("photo", id.as_str()), ("show", "true")];
        owner.post(&format!("{photos}/publication"), &show).await;
        ctx.visitor().get("/bella").await.expect(200).lacks(&id);
        ctx.app.clock.advance(chrono::TimeDelta::days(8));
        visitor
            .post(&format!("{link}/{id}/document"), &[])
            .await
            .expect(404);
    });
}

#[test]
fn a_client_who_is_erased_leaves_no_photo() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let photo = ctx.photo(&practice, client).await;
        ctx.shared(&practice, client, &[photo.id]).await;
        ctx.upload_begun(&practice, client).await;
        let done = ctx
            .add_file(
                &practice,
                client,
                Stage::After,
                "b.pdf",
                b"%PDF-1.4 x\n%%EOF\n".to_vec(),
            )
            .await
            .unwrap();
        assert!(matches!(done, Done::Added(_)));
        aureli::media::erase_client(&ctx.app, practice.tenant.id, client)
            .await
            .unwrap();
        assert_eq!(counts(&ctx.app).await, (0, 0));
        assert!(stored(&ctx).is_empty());
    });
}

/// Developing takes seconds; whoever is erased in them leaves nothing all the same.
#[test]
fn a_photo_whose_client_is_erased_while_it_is_developed_is_not_kept() {
    on_both(|mut ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let (app, tenant) = (ctx.app.clone(), practice.tenant.clone());
        let actor = Actor::user(practice.owner);
        meanwhile(&mut ctx, "/small", async move {
            privacy::erase(&app, &tenant, client, &actor, Reason::Asked)
                .await
                .unwrap();
        });
        let mut owner = practice.sign_in(&ctx).await;
        let file = pictures::jpeg(300, 200, 3);
        let answer = send(&mut owner, client, &file, "a.jpg", "before").await;
        answer.expect(404);
        let erased = aureli::clients::Client::find(&ctx.app.db, practice.tenant.id, client).await;
        assert!(erased.unwrap().erased_at.is_some());
        assert_eq!(counts(&ctx.app).await, (0, 0));
        let usage = Usage::of(&ctx.app.db, practice.tenant.id).await.unwrap();
        assert_eq!((usage.bytes, usage.files), (0, 0));
        let folder = practice.tenant.id.to_string();
        let left = ctx.app.storage.list_folder(&folder).await.unwrap();
        assert!(left.is_empty(), "{left:?}");
    });
}

#[test]
fn photos_lie_in_an_s3_store_and_its_absence_is_told() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let server = S3::start().await;
        let url = server.url();
        let settings = [
            ("MEDIA_URL", "s3://photos/some/prefix"),
            ("AWS_ACCESS_KEY_ID", s3::KEY),
            ("AWS_SECRET_ACCESS_KEY", s3::SECRET),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ENDPOINT_URL", url.as_str()),
        ];
        let ctx = Ctx::open_with(databases::sqlite(), &settings).await;
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let file = pictures::jpeg(900, 600, 4);
        let done = send(&mut owner, client, &file, "a.jpg", "before").await;
        let id = done.expect(200).json()["id"].as_str().unwrap().to_owned();
        let page = owner.get(&format!("/media/{id}")).await.expect(200);
        let picture = pictures_of(&page.body).remove(0);
        let answer = owner.get(&picture).await.expect(200);
        assert!(image::load_from_memory(&answer.bytes).is_ok());
        let folder = server
            .bucket()
            .join("some/prefix")
            .join(practice.tenant.id.to_string());
        let sizes: Vec<_> = std::fs::read_dir(folder.join(&id))
            .unwrap()
            .flatten()
            .collect();
        assert_eq!(sizes.len(), 4, "{sizes:?}");
        for size in sizes {
            let sealed = std::fs::read(size.path()).unwrap();
            assert!(image::guess_format(&sealed).is_err(), "a picture lies open");
        }
        owner
            .post(&format!("/media/{id}/deletion"), &[])
            .await
            .expect(303);
        ctx.app.clock.advance(chrono::TimeDelta::days(8));
        aureli::media::sweep(&ctx.app).await.unwrap();
        assert!(
            !folder.join(&id).exists() || std::fs::read_dir(folder.join(&id)).unwrap().count() == 0
        );
        server.stop();
        let mut owner = practice.sign_in(&ctx).await;
        let file = pictures::jpeg(90, 60, 5);
        let answer = send_once(&mut owner, client, &file).await;
        answer.expect(503).says("store cannot be reached");
        ctx.app.db.close().await;
    });
}

/// Begins a file and sends its one piece.
async fn send_once(visitor: &mut Visitor, client: ClientId, file: &[u8]) -> Answer {
    let begun = begin(visitor, client, file, "b.jpg", "after")
        .await
        .expect(200)
        .json();
    piece(visitor, &begun, 0, file).await
}

#[test]
fn the_visits_panel_shows_its_photos_and_takes_more() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let photo = ctx.photo(&practice, client).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE media SET appointment_id = $2 WHERE id = $1",
            photo.id,
            visit.id
        )
        .unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        let panel = owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200);
        assert_eq!(pictures_of(&panel.body).len(), 1);
        let panel = panel.says("photo-upload").says("value=\"after\" checked");
        panel.says(&format!(
            "/clients/{client}/photos/camera?visit={}",
            visit.id
        ));
        let camera = owner
            .get(&format!(
                "/clients/{client}/photos/camera?visit={}",
                visit.id
            ))
            .await;
        let camera = camera.expect(200).says("class=\"ghost\"");
        let policy = camera.headers["permissions-policy"].to_str().unwrap();
        assert!(policy.contains("camera=(self)"), "{policy}");
        let index = owner
            .get(&format!("/clients/{client}/photos"))
            .await
            .expect(200);
        let policy = index.headers["permissions-policy"].to_str().unwrap();
        assert!(policy.contains("camera=()"), "{policy}");
        let mut reader = practice.member(&ctx, Role::ReadOnly).await;
        let panel = reader.get(&format!("/appointments/{}", visit.id)).await;
        panel.expect(200).lacks("/media/").lacks("photo-upload");
        owner
            .get("/settings/storage")
            .await
            .expect(200)
            .says("1 file");
    });
}

#[test]
fn a_photo_is_public_only_while_its_client_allows_it() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let photo = ctx.photo(&practice, client).await;
        let mut owner = practice.sign_in(&ctx).await;
        let mut stranger = ctx.visitor();
        let (id, actor) = (photo.id.to_string(), Actor::user(practice.owner));
        let picture = format!("/bella/work/{id}/small");
        let publication = format!("/clients/{client}/photos/publication");
        let show = [("photo", id.as_str()), ("show", "true")];
        let hide = [("photo", id.as_str())];
        // Without a permission nothing gets there.
        owner.post(&publication, &show).await.expect(303);
        let page = owner.get(&format!("/media/{id}")).await;
        page.expect(200).says("signs a photo permission");
        stranger.get("/bella").await.expect(200).lacks("/work/");
        stranger.get(&picture).await.expect(404);
        // One alone shows nothing: the master chooses.
        let form = ctx.form(&practice, "photo", &[]).await;
        q!(&ctx.app.db, execute, "UPDATE forms SET valid_months = 1").unwrap();
        let form = Form::find(&ctx.app.db, practice.tenant.id, form.id)
            .await
            .unwrap();
        let mut consent = ctx.signed(&practice, &form, client).await;
        stranger.get("/bella").await.expect(200).lacks("/work/");
        stranger.get(&picture).await.expect(404);
        owner.post(&publication, &show).await.expect(303);
        stranger.get("/bella").await.expect(200).says(&picture);
        let answer = stranger.get(&picture).await.expect(200);
        assert!(image::load_from_memory(&answer.bytes).is_ok());
        assert_eq!(answer.headers["cache-control"], "private, no-cache");
        let tag = answer.headers["etag"].to_str().unwrap().to_owned();
        let mut knows = ctx.visitor().with_header("if-none-match", &tag);
        assert!(knows.get(&picture).await.expect(304).bytes.is_empty());
        // Neither in full resolution nor on another practice's page.
        stranger
            .get(&picture.replace("small", "original"))
            .await
            .expect(404);
        ctx.stranger().await;
        stranger
            .get(&picture.replace("bella", "other"))
            .await
            .expect(404);
        owner
            .get("/settings/portfolio")
            .await
            .expect(200)
            .says("Anna Petrova");
        // What is withdrawn is gone at once, also for who has seen it, and a new permission does not bring it back.
        let now = ctx.app.clock.now();
        let mut tx = ctx.app.db.begin().await.unwrap();
        consent.withdraw(&mut tx, &actor, now).await.unwrap();
        tx.commit().await.unwrap();
        stranger.get("/bella").await.expect(200).lacks("/work/");
        knows.get(&picture).await.expect(404);
        ctx.signed(&practice, &form, client).await;
        stranger.get(&picture).await.expect(404);
        // One that runs out takes it away by itself, before anything was noted.
        owner.post(&publication, &show).await.expect(303);
        stranger.get(&picture).await.expect(200);
        ctx.app.clock.advance(chrono::TimeDelta::days(40));
        stranger.get("/bella").await.expect(200).lacks("/work/");
        knows.get(&picture).await.expect(404);
        ctx.run_jobs().await;
        ctx.signed(&practice, &form, client).await;
        stranger.get(&picture).await.expect(404);
        // The master takes it off, and what is deleted is off too.
        owner.post(&publication, &show).await.expect(303);
        stranger.get(&picture).await.expect(200);
        owner.post(&publication, &hide).await.expect(303);
        stranger.get(&picture).await.expect(404);
        owner.post(&publication, &show).await.expect(303);
        owner
            .post(&format!("/media/{id}/deletion"), &[])
            .await
            .expect(303);
        stranger.get(&picture).await.expect(404);
        owner
            .post(&format!("/media/{id}/restoration"), &[])
            .await
            .expect(303);
        stranger.get(&picture).await.expect(404);
        // Who only reads does not publish.
        let mut reader = practice.member(&ctx, Role::ReadOnly).await;
        reader.post(&publication, &show).await.expect(403);
    });
}

/// What was signed stays with the card it was signed on; the photos move. The one who was both says what is shown.
#[test]
fn a_joined_cards_permission_counts_for_its_photos() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let form = ctx.form(&practice, "photo", &[]).await;
        let mut owner = practice.sign_in(&ctx).await;
        let mut stranger = ctx.visitor();
        let anna = client(&ctx, &practice).await;
        let other = ctx.client(&practice, "A. Petrova", "+34612345677").await.id;
        let photo = ctx.photo(&practice, other).await;
        let mut consent = ctx.signed(&practice, &form, other).await;
        let (id, actor) = (photo.id.to_string(), Actor::user(practice.owner));
        let publication = format!("/clients/{other}/photos/publication");
        let show = [("photo", id.as_str()), ("show", "true")];
        owner.post(&publication, &show).await.expect(303);
        let picture = format!("/bella/work/{id}/small");
        stranger.get("/bella").await.expect(200).says(&picture);
        let mut tx = ctx.app.db.begin().await.unwrap();
        let now = ctx.app.clock.now();
        let tenant = practice.tenant.id;
        aureli::clients::Client::merge(&mut tx, tenant, &actor, anna, other, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        ctx.run_jobs().await;
        stranger.get("/bella").await.expect(200).says(&picture);
        stranger.get(&picture).await.expect(200);
        // Withdrawn, it is gone at once, and a later permission does not bring it back unasked.
        let mut tx = ctx.app.db.begin().await.unwrap();
        consent.withdraw(&mut tx, &actor, now).await.unwrap();
        tx.commit().await.unwrap();
        stranger.get("/bella").await.expect(200).lacks("/work/");
        stranger.get(&picture).await.expect(404);
        ctx.run_jobs().await;
        ctx.signed(&practice, &form, anna).await;
        stranger.get("/bella").await.expect(200).lacks("/work/");
        stranger.get(&picture).await.expect(404);
    });
}

/// The master says what strangers see first, set by set; before stands before after.
#[test]
fn the_portfolio_stands_in_the_masters_order() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let form = ctx.form(&practice, "photo", &[]).await;
        let mut owner = practice.sign_in(&ctx).await;
        let mut people = Vec::new();
        for (n, name) in ["Anna", "Berta", "Clara"].into_iter().enumerate() {
            let client = ctx
                .client(&practice, name, &format!("+3461234560{n}"))
                .await;
            let client = client.id;
            ctx.signed(&practice, &form, client).await;
            let mut photos = Vec::new();
            for (stage, shade) in [(Stage::Before, 10), (Stage::After, 200)] {
                let file = pictures::jpeg(120, 90, shade + n as u8);
                let added = ctx
                    .add_file(&practice, client, stage, "photo.jpg", file)
                    .await;
                photos.push(added.unwrap().media().id.to_string());
                ctx.app.clock.advance(chrono::TimeDelta::minutes(1));
            }
            let publication = format!("/clients/{client}/photos/publication");
            let show = [
                ("photo", photos[0].as_str()),
                ("photo", photos[1].as_str()),
                ("show", "true"),
            ];
            owner.post(&publication, &show).await.expect(303);
            people.push((client.to_string(), photos));
        }
        // The order of the first pictures on a page.
        let order = |body: &str| {
            let mut at: Vec<(usize, usize)> = (0..3)
                .map(|n| (body.find(&people[n].1[0]).unwrap(), n))
                .collect();
            at.sort_unstable();
            at.into_iter().map(|(_, n)| n).collect::<Vec<_>>()
        };
        let mut stranger = ctx.visitor();
        assert_eq!(
            order(&stranger.get("/bella").await.expect(200).body),
            [2, 1, 0]
        );
        let mut moved = async |n: usize, up: &'static str| {
            let form = [("client", people[n].0.as_str()), ("visit", ""), ("up", up)];
            let answer = owner
                .post("/settings/portfolio/order", &form)
                .await
                .expect(303);
            let page = owner.get(answer.location()).await.expect(200);
            let shown = stranger.get("/bella").await.expect(200);
            assert_eq!(
                order(&page.body),
                order(&shown.body),
                "one order on both pages"
            );
            for (_, photos) in &people {
                let (before, after) = (page.body.find(&photos[0]), page.body.find(&photos[1]));
                assert!(before < after, "before stands before after");
            }
            (order(&page.body), page.body)
        };
        assert_eq!(moved(0, "true").await.0, [2, 0, 1]);
        let (order, body) = moved(0, "true").await;
        assert_eq!(order, [0, 2, 1]);
        // It is the first now: the button that moves it down has the focus.
        let focus = body.find(" autofocus>").unwrap();
        assert!(body[..focus].ends_with("Move the photos of Anna down\""));
        assert_eq!(moved(0, "true").await.0, [0, 2, 1], "no further");
        assert_eq!(moved(1, "false").await.0, [0, 2, 1], "no further");
        assert_eq!(moved(0, "false").await.0, [2, 0, 1]);
        // What is added to a set later stands with it.
        let file = pictures::jpeg(120, 90, 99);
        let client = people[1].0.parse().unwrap();
        let more = ctx
            .add_file(&practice, client, Stage::Other, "more.jpg", file)
            .await;
        let more = more.unwrap().media().id.to_string();
        let mut owner = practice.sign_in(&ctx).await;
        let publication = format!("/clients/{client}/photos/publication");
        let show = [("photo", more.as_str()), ("show", "true")];
        owner.post(&publication, &show).await.expect(303);
        let page = owner.get("/settings/portfolio").await.expect(200);
        let at = |id: &str| page.body.find(id).unwrap();
        assert!(at(&people[0].1[0]) < at(&people[1].1[0]) && at(&people[1].1[0]) < at(&more));
        // Another practice's set is not there.
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        let form = [
            ("client", people[0].0.as_str()),
            ("visit", ""),
            ("up", "true"),
        ];
        stranger
            .post("/settings/portfolio/order", &form)
            .await
            .expect(404);
    });
}

#[test]
fn what_is_deleted_for_good_gives_its_space_back_at_once() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let photo = ctx.photo(&practice, client).await;
        let mut owner = practice.sign_in(&ctx).await;
        let purge = format!("/media/{}/purge", photo.id);
        // Not in one step.
        owner.post(&purge, &[]).await.expect(404);
        owner
            .post(&format!("/media/{}/deletion", photo.id), &[])
            .await
            .expect(303);
        let page = owner.get(&format!("/clients/{client}/photos")).await;
        page.expect(200).says(&purge);
        let usage = Usage::of(&ctx.app.db, practice.tenant.id).await.unwrap();
        assert!(usage.bytes > 0 && usage.files == 1);
        let mut reader = practice.member(&ctx, Role::ReadOnly).await;
        reader.post(&purge, &[]).await.expect(403);
        owner.post(&purge, &[]).await.expect(303);
        owner.post(&purge, &[]).await.expect(404);
        assert!(stored(&ctx).is_empty());
        let usage = Usage::of(&ctx.app.db, practice.tenant.id).await.unwrap();
        assert_eq!((usage.bytes, usage.files), (0, 0));
        let noted = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM events WHERE kind = 'media.deleted'"
        );
        assert_eq!(noted.unwrap().0, 2);
    });
}

/// What a phone takes upright is compared upright: nothing of it is cut off.
#[test]
fn tall_photos_are_compared_whole() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = client(&ctx, &practice).await;
        let add = async |stage, width, height, shade| {
            let file = pictures::jpeg(width, height, shade);
            ctx.add_file(&practice, client, stage, "p.jpg", file)
                .await
                .unwrap();
        };
        add(Stage::Before, 90, 120, 1).await;
        add(Stage::After, 90, 120, 2).await;
        let mut owner = practice.sign_in(&ctx).await;
        let photos = format!("/clients/{client}/photos");
        let page = owner.get(&photos).await.expect(200);
        page.says("class=\"pair is-tall\"");
        // One that lies makes the frame lie.
        ctx.app.clock.advance(chrono::TimeDelta::days(1));
        add(Stage::Before, 90, 120, 3).await;
        add(Stage::After, 120, 90, 4).await;
        let page = owner.get(&photos).await.expect(200);
        page.says("class=\"pair\"");
    });
}
