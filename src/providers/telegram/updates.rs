//! What people do to a bot, as Telegram tells it. What cannot be read is passed over: it would be told again for ever.

use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Grows; the same for the same news, however often it is told.
    pub id: i64,
    /// The chat between one person and the bot; groups are none of ours.
    pub chat: i64,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// `/start`, with what the link had behind it.
    Start(String),
    /// `/stop`, or the bot was blocked.
    Stop,
    /// Something else was written.
    Text(String),
    /// A button was pressed: what it tells, the press's id, and the message it stands under.
    Press {
        data: String,
        id: String,
        message: i64,
    },
    /// Nothing that we do anything about.
    Other,
}

/// A list of them, or one.
pub fn read_updates(body: &Value) -> Vec<Update> {
    match body {
        Value::Array(all) => all.iter().filter_map(read).collect(),
        one => read(one).into_iter().collect(),
    }
}

fn read(update: &Value) -> Option<Update> {
    let id = update["update_id"].as_i64()?;
    let (message, press, member) = (
        &update["message"],
        &update["callback_query"],
        &update["my_chat_member"],
    );
    let (chat, what) = if message.is_object() {
        (&message["chat"], said(message["text"].as_str()))
    } else if press.is_object() {
        let what = match (press["data"].as_str(), press["id"].as_str()) {
            (Some(data), Some(id)) => What::Press {
                data: data.to_owned(),
                id: id.to_owned(),
                message: press["message"]["message_id"].as_i64().unwrap_or_default(),
            },
            _ => What::Other,
        };
        (&press["message"]["chat"], what)
    } else if member.is_object() {
        let status = member["new_chat_member"]["status"].as_str();
        let what = match status {
            Some("kicked" | "left") => What::Stop,
            _ => What::Other,
        };
        (&member["chat"], what)
    } else {
        (&Value::Null, What::Other)
    };
    let is_private = chat["type"] == "private";
    Some(Update {
        id,
        chat: chat["id"].as_i64().filter(|_| is_private).unwrap_or(0),
        what: if is_private { what } else { What::Other },
    })
}

fn said(text: Option<&str>) -> What {
    let text = text.unwrap_or_default().trim();
    // In a private chat too a command may name its bot: "/start@bella_bot x".
    let (command, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match command.split('@').next().unwrap_or_default() {
        "/start" => What::Start(rest.trim().to_owned()),
        "/stop" => What::Stop,
        "" => What::Other,
        _ => What::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_people_do_is_read_and_the_rest_passed_over() {
        let chat = json!({ "id": 5, "type": "private" });
        let message = |text: &str| json!({ "update_id": 9, "message": { "message_id": 1, "chat": chat, "text": text } });
        let what = |update: &Value| read_updates(update).remove(0).what;
        assert_eq!(what(&message("/start abc")), What::Start("abc".into()));
        assert_eq!(
            what(&message("/start@bella_bot abc")),
            What::Start("abc".into())
        );
        assert_eq!(what(&message("/start")), What::Start(String::new()));
        assert_eq!(what(&message("/stop")), What::Stop);
        assert_eq!(what(&message("/started")), What::Text("/started".into()));
        assert_eq!(what(&message("Hello ")), What::Text("Hello".into()));
        let press = json!({ "update_id": 10, "callback_query": { "id": "7", "data": "c:1",
            "message": { "message_id": 3, "chat": chat } } });
        let wanted = What::Press {
            data: "c:1".into(),
            id: "7".into(),
            message: 3,
        };
        assert_eq!(what(&press), wanted);
        let kicked = json!({ "update_id": 11, "my_chat_member": { "chat": chat,
            "new_chat_member": { "status": "kicked" } } });
        assert_eq!(what(&kicked), What::Stop);
        let group = json!({ "update_id": 12, "message": { "chat": { "id": -5, "type": "group" }, "text": "/stop" } });
        let read = read_updates(&group).remove(0);
        assert_eq!((read.chat, read.what), (0, What::Other));
        assert_eq!(what(&json!({ "update_id": 13 })), What::Other);
        assert!(read_updates(&json!({ "message": {} })).is_empty());
        assert_eq!(
            read_updates(&json!([message("a"), 5, message("b")])).len(),
            2
        );
    }
}
