//! The program's window as the display has it.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window as XWindow};
use x11rb::rust_connection::RustConnection;

use super::session::Session;

/// Smaller ones are no window of a person.
const LEAST: u16 = 200;

impl Session {
    /// Whether a person sees a window of this program.
    pub(crate) fn window_is_seen(&self, program: u32) -> bool {
        let (connection, root) = self.connect();
        windows(&connection, root, program).iter().any(|window| {
            let attributes = connection.get_window_attributes(*window).ok().and_then(|asked| asked.reply().ok());
            attributes.is_some_and(|attributes| attributes.map_state == MapState::VIEWABLE)
        })
    }

    /// Asks this program to close its window, as the cross in its corner does.
    pub(crate) fn close_window(&self, program: u32) {
        let (connection, root) = self.connect();
        let atom = |name: &[u8]| connection.intern_atom(false, name).expect("a display").reply().expect("an atom").atom;
        let (protocols, delete) = (atom(b"WM_PROTOCOLS"), atom(b"WM_DELETE_WINDOW"));
        let found = windows(&connection, root, program);
        let takes = |window: &&XWindow| {
            let property = connection.get_property(false, **window, protocols, AtomEnum::ATOM, 0, 32);
            let property = property.ok().and_then(|asked| asked.reply().ok());
            property.is_some_and(|property| property.value32().is_some_and(|mut all| all.any(|one| one == delete)))
        };
        let window = *found.iter().find(takes).expect("a window that can be closed");
        let message = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
        // Its answer is waited for: a connection that ends at once may take the message with it.
        let sent = connection.send_event(false, window, EventMask::NO_EVENT, message).expect("a display");
        sent.check().expect("a window that takes messages");
    }

    fn connect(&self) -> (RustConnection, XWindow) {
        let (connection, screen) = x11rb::connect(Some(self.display())).expect("a display");
        let root = connection.setup().roots[screen].root;
        (connection, root)
    }
}

/// The windows of a program that are large enough for a person. No window manager stands between them and the root.
fn windows(connection: &RustConnection, root: XWindow, program: u32) -> Vec<XWindow> {
    let pid = connection.intern_atom(false, b"_NET_WM_PID").expect("a display").reply().expect("an atom").atom;
    let all = connection.query_tree(root).expect("a display").reply().expect("a display").children;
    let of_program = |window: &XWindow| {
        let property = connection.get_property(false, *window, pid, AtomEnum::CARDINAL, 0, 1).ok();
        let property = property.and_then(|asked| asked.reply().ok());
        let geometry = connection.get_geometry(*window).ok().and_then(|asked| asked.reply().ok());
        property.is_some_and(|property| property.value32().is_some_and(|mut all| all.next() == Some(program)))
            && geometry.is_some_and(|geometry| geometry.width >= LEAST && geometry.height >= LEAST)
    };
    all.into_iter().filter(of_program).collect()
}
