//! Many want the same thing at the same moment.

use serde_json::Value;

use super::{booking, free_starts, on_both_servers, send, stored};

#[test]
fn five_hundred_clients_race_for_one_slot_and_one_gets_it() {
    on_both_servers(|mut server, database| async move {
        server.start().await;
        let start = free_starts(&server, 1).await[20].clone();
        let url = server.url("/api/v1/public/busy/bookings");
        let client = reqwest::Client::new();
        let mut racers = tokio::task::JoinSet::new();
        for n in 0..500 {
            let (client, url, body) = (client.clone(), url.clone(), booking(&start, n));
            racers.spawn(async move { send(&client, &url, &format!("race-{n}"), &body).await });
        }
        let mut won = 0;
        while let Some(done) = racers.join_next().await {
            let outcome = done.unwrap().expect("an answer");
            match outcome.status {
                201 => won += 1,
                409 => {
                    assert_eq!(
                        outcome.body["error"]["code"], "SLOT_TAKEN",
                        "{}",
                        outcome.body
                    );
                    let near = outcome.body["alternatives"]
                        .as_array()
                        .expect("alternatives");
                    assert_eq!(near.len(), 3, "{}", outcome.body);
                    assert!(
                        near.iter()
                            .all(|slot| slot["start"] != Value::String(start.clone()))
                    );
                }
                other => panic!("{other}: {}", outcome.body),
            }
        }
        assert_eq!(won, 1);
        assert_eq!(stored(&database).await.len(), 1);
        assert!(!free_starts(&server, 1).await.contains(&start));
    });
}

/// The same race as people run it, with the form of the page.
#[test]
fn five_hundred_press_book_and_all_but_one_are_shown_other_times() {
    on_both_servers(|mut server, database| async move {
        server.start().await;
        let start = free_starts(&server, 1).await[20].clone();
        let url = server.url("/busy/book");
        let plain = reqwest::redirect::Policy::none();
        let client = reqwest::Client::builder().redirect(plain).build().unwrap();
        let mut racers = tokio::task::JoinSet::new();
        for n in 0..500 {
            let (client, url) = (client.clone(), url.clone());
            let form = [
                ("service", "quarter".to_owned()),
                ("at", start[..16].to_owned()),
                ("key", uuid::Uuid::now_v7().to_string()),
                ("name", format!("Client {n}")),
                ("phone", format!("+3461{n:07}")),
            ];
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(form)
                .finish();
            racers.spawn(async move {
                let request = client
                    .post(&url)
                    .header("sec-fetch-site", "same-origin")
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(body);
                let answer = request.send().await.expect("an answer");
                (answer.status().as_u16(), answer.text().await.unwrap())
            });
        }
        let mut won = 0;
        while let Some(done) = racers.join_next().await {
            match done.unwrap() {
                (303, _) => won += 1,
                (409, page) => {
                    assert_eq!(page.matches("name=\"other\"").count(), 3, "{page}");
                    assert!(page.contains("value=\"Client "), "what was typed is kept");
                }
                (other, page) => panic!("{other}: {page}"),
            }
        }
        assert_eq!(won, 1);
        assert_eq!(stored(&database).await.len(), 1);
    });
}

#[test]
fn the_same_form_sent_twenty_times_books_once_and_mails_once() {
    on_both_servers(|mut server, database| async move {
        server.start().await;
        let start = free_starts(&server, 1).await[8].clone();
        let url = server.url("/api/v1/public/busy/bookings");
        let client = reqwest::Client::new();
        let mut presses = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (client, url, body) = (client.clone(), url.clone(), booking(&start, 7));
            presses.spawn(async move { send(&client, &url, "the-same-key", &body).await });
        }
        let mut references = Vec::new();
        while let Some(done) = presses.join_next().await {
            let outcome = done.unwrap().expect("an answer");
            assert_eq!(outcome.status, 201, "{}", outcome.body);
            references.push(outcome.body["reference"].as_str().unwrap().to_owned());
        }
        let later = send(&client, &url, "the-same-key", &booking(&start, 7))
            .await
            .unwrap();
        references.push(later.body["reference"].as_str().unwrap().to_owned());
        references.dedup();
        assert_eq!(references.len(), 1, "{references:?}");
        assert_eq!(stored(&database).await, [(references[0].clone(), 1)]);
        let other = send(&client, &url, "the-same-key", &booking(&start, 8))
            .await
            .unwrap();
        assert_eq!(
            (other.status, other.body["error"]["code"].as_str()),
            (422, Some("IDEMPOTENCY_MISMATCH"))
        );
    });
}
