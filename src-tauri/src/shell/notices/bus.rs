//! Notices of Linux, over the bus of the desktop. A program that shows them may be missing, or die and come back: each
//! notice is tried anew, and why one was not taken is said.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use tauri::AppHandle;
use voltdeck_base::notices::Notice;
use zbus::message::Type;
use zbus::zvariant::Value;
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::{Target, Targets};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// The action that stands for a click on the notice itself.
const CLICK: &str = "default";
/// The action that puts off what is about to end. Where it has no buttons a click leads to the machine, which has one.
const PUT_OFF: &str = "put-off";
/// A program that takes longer is given up, never the app.
const LIMIT: Duration = Duration::from_secs(5);
/// How long a notice stays is left to whoever shows it.
const THEIR_TIME: i32 = -1;

type Known = Arc<Mutex<Targets<u32>>>;

/// The way to whoever shows notices.
pub(crate) struct Notices {
    app: AppHandle,
    known: Known,
    bus: tokio::sync::Mutex<Option<Connection>>,
}

impl Notices {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app, known: Arc::new(Mutex::new(Targets::new())), bus: tokio::sync::Mutex::default() }
    }

    /// Hands a notice over; why it was not taken.
    pub(crate) async fn show(&self, notice: &Notice) -> Result<(), String> {
        let limit = || format!("The program that shows notices did not answer within {} s.", LIMIT.as_secs());
        tokio::time::timeout(LIMIT, self.hand_over(notice)).await.unwrap_or_else(|_| Err(limit()))
    }

    async fn hand_over(&self, notice: &Notice) -> Result<(), String> {
        let mut bus = self.bus.lock().await;
        loop {
            let (connection, fresh) = match bus.clone() {
                Some(connection) => (connection, false),
                None => (self.connect().await.map_err(|error| no_bus(&error))?, true),
            };
            *bus = Some(connection.clone());
            match send(&connection, notice).await {
                Ok(number) => {
                    held(&self.known).keep(number, Target::of(notice));
                    return Ok(());
                }
                // A bus that went away took nothing: the one of now is asked once.
                Err(zbus::Error::InputOutput(_)) if !fresh => *bus = None,
                Err(error) => return Err(told(&error)),
            }
        }
    }

    /// Connects, and listens to what becomes of notices.
    async fn connect(&self) -> zbus::Result<Connection> {
        let connection = Connection::session().await?;
        let notices = MatchRule::builder().msg_type(Type::Signal).path(PATH)?.interface(NAME)?.build();
        let owner = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender("org.freedesktop.DBus")?
            .interface("org.freedesktop.DBus")?
            .member("NameOwnerChanged")?
            .arg(0, NAME)?
            .build();
        let notices = MessageStream::for_match_rule(notices, &connection, None).await?;
        let owner = MessageStream::for_match_rule(owner, &connection, None).await?;
        let (app, known) = (self.app.clone(), Arc::clone(&self.known));
        tauri::async_runtime::spawn(async move {
            let mut signals = futures::stream::select(notices, owner);
            while let Some(Ok(signal)) = signals.next().await {
                let pressed = heard(&mut held(&known), &signal);
                match pressed {
                    Some((target, Pressed::Notice)) => target.open(&app),
                    Some((target, Pressed::PutOff)) => target.press_put_off(&app),
                    None => {}
                }
            }
            held(&known).forget_all();
        });
        Ok(connection)
    }
}

/// What of a notice was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Notice,
    PutOff,
}

/// What a signal means for what is known; what was pressed, and of which notice.
fn heard(known: &mut Targets<u32>, signal: &Message) -> Option<(Target, Pressed)> {
    let header = signal.header();
    let body = signal.body();
    match header.member()?.as_str() {
        "ActionInvoked" => {
            let (number, action): (u32, String) = body.deserialize().ok()?;
            let target = known.of(number)?;
            match action.as_str() {
                CLICK => Some((target, Pressed::Notice)),
                PUT_OFF if target.put_off().is_some() => Some((target, Pressed::PutOff)),
                _ => None,
            }
        }
        "NotificationClosed" => {
            let (number, _why): (u32, u32) = body.deserialize().ok()?;
            known.forget(number);
            None
        }
        // Whoever shows them from now on gives the same numbers to others.
        "NameOwnerChanged" => {
            known.forget_all();
            None
        }
        _ => None,
    }
}

/// The number that the notice was given.
async fn send(connection: &Connection, notice: &Notice) -> zbus::Result<u32> {
    let ask = async |method: &str| connection.call_method(Some(NAME), PATH, Some(NAME), method, &()).await;
    let can: Vec<String> = ask("GetCapabilities").await?.body().deserialize()?;
    let body = if can.iter().any(|can| can == "body-markup") { plain(&notice.body) } else { notice.body.clone() };
    let hints: HashMap<&str, Value<'_>> = HashMap::new();
    let actions = actions(&Target::of(notice), &can);
    let notice = ("Voltdeck", 0_u32, "voltdeck", notice.title.as_str(), body, actions, hints, THEIR_TIME);
    connection.call_method(Some(NAME), PATH, Some(NAME), "Notify", &notice).await?.body().deserialize()
}

/// What can be pressed, each with its words.
fn actions(target: &Target, can: &[String]) -> Vec<&'static str> {
    let mut actions = vec![CLICK, "Open"];
    if target.put_off().is_some() && can.iter().any(|can| can == "actions") {
        actions.extend([PUT_OFF, "Put off"]);
    }
    actions
}

/// A text of which nothing is taken for markup: names come from the provider.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn no_bus(error: &zbus::Error) -> String {
    tracing::debug!(%error, "there is no bus for notices");
    "This desktop has no session bus, over which notices are shown.".into()
}

fn told(error: &zbus::Error) -> String {
    let name = match error {
        zbus::Error::MethodError(name, _, _) => name.as_str(),
        _ => "",
    };
    match name.strip_prefix("org.freedesktop.DBus.Error.").unwrap_or_default() {
        "ServiceUnknown" | "NameHasNoOwner" | "Spawn.ServiceNotFound" => {
            "No program on this desktop shows notices: there is no notification daemon.".into()
        }
        "NoReply" | "Disconnected" => "The program that shows notices ended before it answered.".into(),
        _ => format!("The program that shows notices refused it ({error})."),
    }
}

fn held(known: &Known) -> MutexGuard<'_, Targets<u32>> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use voltdeck_contract::{Ask, Place};

    use super::*;

    fn target() -> Target {
        Target { profile: "p".into(), place: Place::Instances }
    }

    fn signal(member: &str, body: &(impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType)) -> Message {
        Message::signal(PATH, NAME, member).unwrap().build(body).unwrap()
    }

    #[test]
    fn a_click_leads_to_its_own_notice_until_it_is_closed_or_another_shows_them() {
        let mut known = Targets::new();
        known.keep(7, target());
        assert_eq!(heard(&mut known, &signal("ActionInvoked", &(7_u32, "default"))), Some((target(), Pressed::Notice)));
        assert_eq!(heard(&mut known, &signal("ActionInvoked", &(7_u32, "snooze"))), None);
        assert_eq!(heard(&mut known, &signal("ActionInvoked", &(8_u32, "default"))), None, "of another program");
        heard(&mut known, &signal("NotificationClosed", &(7_u32, 2_u32)));
        assert_eq!(heard(&mut known, &signal("ActionInvoked", &(7_u32, "default"))), None);
        known.keep(7, target());
        heard(&mut known, &signal("NameOwnerChanged", &(NAME, ":1.2", "")));
        assert_eq!(heard(&mut known, &signal("ActionInvoked", &(7_u32, "default"))), None);
        assert_eq!(heard(&mut known, &signal("ActionInvoked", &("no number",))), None);
    }

    #[test]
    fn what_is_about_to_end_is_put_off_by_its_button_and_nothing_else_has_one() {
        let ends = Target { place: Place::Instance { id: "i".into(), ask: Some(Ask::PutOff) }, ..target() };
        let can = ["body".to_owned(), "actions".to_owned()];
        assert_eq!(actions(&ends, &can), ["default", "Open", "put-off", "Put off"]);
        assert_eq!(actions(&ends, &can[..1]), ["default", "Open"]);
        assert_eq!(actions(&target(), &can), ["default", "Open"]);
        let mut known = Targets::new();
        known.keep(7, ends.clone());
        known.keep(8, target());
        let pressed =
            |known: &mut Targets<u32>, number: u32| heard(known, &signal("ActionInvoked", &(number, "put-off")));
        assert_eq!(pressed(&mut known, 7), Some((ends, Pressed::PutOff)));
        assert_eq!(pressed(&mut known, 8), None, "it ends nothing");
    }

    #[test]
    fn a_name_of_the_provider_is_no_markup() {
        assert_eq!(plain("<b>a</b> & b"), "&lt;b&gt;a&lt;/b&gt; &amp; b");
    }
}
