use super::*;
use voltdeck_contract::{
    ActView, ActsView, AttentionAct, AttentionItem, BudgetsView, MachineKind, Money, OverviewView, SshView, StateView,
    StoppedView,
};

fn money(text: &str) -> Money {
    Money(text.parse().unwrap())
}

fn act(allowed: bool, price: Option<&str>) -> ActView {
    ActView { allowed, reason: None, price_after: price.map(money), note: None }
}

/// A running VM.
fn row(id: &str, made: &str) -> InstanceView {
    InstanceView {
        id: id.into(),
        kind: MachineKind::Vm,
        name: id.into(),
        state: StateView { word: "Running".into(), mark: Mark::Running, raw: "Running".into() },
        underway: None,
        gpus: 1,
        gpu_model: None,
        vcpu: None,
        ram_gb: None,
        storage_gb: None,
        operating_system: None,
        billing_type: None,
        price_now: Some(money("3.98")),
        price_associated: Some(money("3.98")),
        price_released: Some(money("0.20")),
        stopped_but_billed: false,
        price_parts: Vec::new(),
        address: None,
        internal_address: None,
        ssh: Some(SshView { command: format!("ssh {id}"), user: "user".into(), host: id.into(), port: 22 }),
        no_ssh: None,
        ports: Vec::new(),
        created_at: made.parse().ok(),
        cost_estimate: None,
        tags: Vec::new(),
        hostnode_id: None,
        rental: None,
        lease: None,
        gpu_use: None,
        auto_stops: Vec::new(),
        auto_stop_offers: Vec::new(),
        idle: None,
        acts: ActsView {
            start: act(false, Some("3.98")),
            stop: act(true, Some("3.98")),
            release: act(true, Some("0.20")),
            modify: act(true, None),
            reboot: None,
            terminate: act(true, None),
        },
    }
}

fn stopped(id: &str, mark: Mark, price: &str) -> InstanceView {
    let running = row(id, "2026-10-15T12:00:00Z");
    InstanceView {
        state: StateView { word: "Stopped".into(), mark, raw: "Stopped".into() },
        price_now: Some(money(price)),
        acts: ActsView {
            start: act(true, Some("3.98")),
            stop: act(false, None),
            release: act(mark == Mark::Stopped, Some("0.20")),
            ..running.acts
        },
        ..running
    }
}

fn overview() -> OverviewView {
    OverviewView {
        burn_per_hour: Some(money("112.88")),
        burn_per_day: None,
        burn_read_at: None,
        burn_vms: None,
        burn_bare_metal: None,
        burn_other: None,
        balance: Some(money("18240.5")),
        balance_read_at: None,
        runway_seconds: Some(580_000),
        empty_at: None,
        month_to_date: None,
        month_if_unchanged: None,
        month_start: DateTime::default(),
        month_end: DateTime::default(),
        money_fault: None,
        budgets: BudgetsView {
            budgets: Vec::new(),
            month_start: DateTime::default(),
            read_at: None,
            fault: None,
            unallocated: None,
            unallocated_machines: 0,
            untaggable: None,
        },
        stopped: StoppedView { machines: Vec::new(), saves: None, saves_per_day: None, costs: None },
        attention: Vec::new(),
        activity: Vec::new(),
    }
}

fn seen(overview: &OverviewView, rows: Vec<InstanceView>) -> Seen<'_> {
    Seen {
        profile: "p1",
        prefix: None,
        overview,
        rows,
        read: true,
        unread_since: None,
        token_refused: false,
        paused: false,
        editor: None,
    }
}

/// What stands in the menu, a line each.
fn lines(menu: &[TrayEntry]) -> Vec<String> {
    menu.iter()
        .map(|entry| match entry {
            TrayEntry::Text(text) | TrayEntry::Machine { text, .. } => text.clone(),
            TrayEntry::Separator => "-".into(),
            TrayEntry::Item(item) => item.text.clone(),
        })
        .collect()
}

fn items(view: &TrayView, machine: &str) -> Vec<(String, Option<TrayAct>)> {
    let found = view.menu.iter().find_map(|entry| match entry {
        TrayEntry::Machine { id, items, .. } if id == machine => Some(items),
        _ => None,
    });
    found.unwrap().iter().map(|item| (item.text.clone(), item.act.clone())).collect()
}

#[test]
fn the_menu_stands_in_the_order_of_the_design() {
    let overview = overview();
    let rows = vec![row("old", "2026-10-01T12:00:00Z"), row("new", "2026-10-15T12:00:00Z")];
    let view = build(&seen(&overview, rows));
    assert_eq!((view.icon, view.title.as_str()), (TrayIcon::Running, "$112.88/h"));
    assert_eq!(view.tooltip, "Voltdeck: $112.88/h, 2 running");
    let expected = [
        "$112.88/h, 2 running",
        "$18,240.50 lasts 6 d 17 h",
        "-",
        "● new\u{2003}$3.98/h",
        "● old\u{2003}$3.98/h",
        "More…",
        "-",
        "Deploy…",
        "Pause notices for 1 hour",
        "-",
        "Open Voltdeck",
        "Quit",
    ];
    assert_eq!(lines(&view.menu), expected);
}

#[test]
fn in_the_sandbox_every_text_begins_with_it_and_another_account_is_named_where_there_are_several() {
    let overview = overview();
    let sandbox = build(&Seen { prefix: Some("SANDBOX".into()), ..seen(&overview, vec![row("a", "")]) });
    assert_eq!(
        (sandbox.title.as_str(), sandbox.tooltip.as_str()),
        ("SANDBOX $112.88/h", "SANDBOX: $112.88/h, 1 running")
    );
    let head = ["SANDBOX: $112.88/h, 1 running", "SANDBOX: $18,240.50 lasts 6 d 17 h"];
    assert_eq!(lines(&sandbox.menu)[..2], head);
    let lab = build(&Seen { prefix: Some("Lab".into()), ..seen(&overview, Vec::new()) });
    assert_eq!((lab.title.as_str(), lab.tooltip.as_str()), ("$112.88/h", "Lab: $112.88/h, 0 running"));
}

#[test]
fn what_changes_money_opens_the_windows_question_and_what_the_rules_refuse_is_not_there() {
    let overview = overview();
    let rows = vec![
        row("up", "2026-10-15T12:00:00Z"),
        stopped("down", Mark::Stopped, "3.98"),
        stopped("released", Mark::Released, "0.2"),
    ];
    let view = build(&seen(&overview, rows));
    let asks =
        |id: &str, ask| Some(TrayAct::Go { profile: "p1".into(), place: Place::Instance { id: id.into(), ask } });
    let copy = |id: &str| Some(TrayAct::Copy(format!("ssh {id}")));
    let expected = [
        ("Open".to_owned(), asks("up", None)),
        ("Copy SSH".to_owned(), copy("up")),
        ("Stop, still $3.98/h…".to_owned(), asks("up", Some(Ask::Stop))),
        ("Release, $0.20/h…".to_owned(), asks("up", Some(Ask::Release))),
    ];
    assert_eq!(items(&view, "up"), expected);
    // The price is the same started: nothing is asked, as in the window.
    let start = TrayAct::Start { profile: "p1".into(), id: "down".into() };
    let expected = [
        ("Open".to_owned(), asks("down", None)),
        ("Copy SSH".to_owned(), copy("down")),
        ("Start".to_owned(), Some(start)),
        ("Release, $0.20/h…".to_owned(), asks("down", Some(Ask::Release))),
    ];
    assert_eq!(items(&view, "down"), expected);
    let raised = items(&view, "released");
    assert_eq!(raised[2], ("Start, $3.98/h…".to_owned(), asks("released", Some(Ask::Start))));
    assert_eq!(raised.len(), 3);
}

#[test]
fn an_account_that_may_only_look_offers_nothing_that_changes_and_no_way_in_is_off() {
    let overview = overview();
    let up = row("up", "2026-10-15T12:00:00Z");
    let looks = InstanceView { ssh: None, acts: up.acts.clone().off("read-only"), ..up };
    let view = build(&seen(&overview, vec![looks]));
    let items = items(&view, "up");
    assert_eq!(items.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), ["Open", "Copy SSH"]);
    assert_eq!(items[1].1, None);
}

#[test]
fn what_a_stop_saves_of_a_rental_is_not_promised() {
    let overview = overview();
    let rental = InstanceView { kind: MachineKind::BareMetal, ..row("rack", "2026-10-15T12:00:00Z") };
    let unknown = row("odd", "2026-10-15T12:00:00Z");
    let acts = ActsView { stop: act(true, None), ..unknown.acts.clone() };
    let unknown = InstanceView { price_now: None, acts, ..unknown };
    let view = build(&seen(&overview, vec![rental, unknown]));
    assert_eq!(items(&view, "rack")[2].0, "Stop, up to $3.98/h…");
    assert_eq!(items(&view, "odd")[2].0, "Stop…");
    assert!(lines(&view.menu).contains(&"● odd".to_owned()), "no price is made up");
}

#[test]
fn the_newest_twenty_stand_there_and_one_that_was_just_ordered_is_first() {
    let overview = overview();
    let mut rows: Vec<InstanceView> =
        (1..=25).map(|day| row(&format!("m{day:02}"), &format!("2026-10-{day:02}T12:00:00Z"))).collect();
    let pending = StateView { word: "Pending".into(), mark: Mark::Pending, raw: String::new() };
    rows.push(InstanceView { state: pending, created_at: None, price_now: None, ..row("ordered", "") });
    let view = build(&seen(&overview, rows));
    let lines = lines(&view.menu);
    let machines: Vec<&String> = lines.iter().filter(|line| line.starts_with(['●', '◐'])).collect();
    assert_eq!(machines.len(), 20);
    assert_eq!(machines[0], "◐ ordered");
    assert!(machines[1].contains("m25") && machines[19].contains("m07"), "{machines:?}");
}

#[test]
fn every_state_has_a_shape_and_an_act_under_way_its_own() {
    let shape = |mark| {
        let state = StateView { word: "x".into(), mark, raw: "x".into() };
        words::mark(&InstanceView { state, ..row("a", "") })
    };
    let marks = [
        Mark::Running,
        Mark::Pending,
        Mark::Stopped,
        Mark::Released,
        Mark::Outbid,
        Mark::Failed,
        Mark::Terminated,
        Mark::Unknown,
    ];
    assert_eq!(marks.map(shape), ['●', '◐', '■', '□', '◇', '✕', '—', '◌']);
    let stopping = InstanceView { underway: Some("Stopping".into()), ..row("a", "") };
    assert_eq!(words::mark(&stopping), '◐');
}

#[test]
fn the_icon_tells_what_wants_a_decision_before_what_runs() {
    let calm = overview();
    let icon = |rows| build(&seen(&calm, rows)).icon;
    assert_eq!(icon(vec![stopped("down", Mark::Released, "0.2")]), TrayIcon::Idle);
    assert_eq!(icon(vec![row("up", "")]), TrayIcon::Running);
    assert_eq!(icon(Vec::new()), TrayIcon::Idle);
    let starting = InstanceView { underway: Some("Starting".into()), ..stopped("down", Mark::Stopped, "3.98") };
    assert_eq!(icon(vec![starting]), TrayIcon::Running);

    let item = AttentionItem {
        key: "stopped:down".into(),
        mark: Mark::Stopped,
        title: "down is stopped, still $3.98/h".into(),
        meaning: String::new(),
        act: AttentionAct::Release,
        target: "down".into(),
    };
    let wants = OverviewView { attention: vec![item.clone(), item], ..overview() };
    let view = build(&seen(&wants, vec![row("up", "")]));
    assert_eq!(view.icon, TrayIcon::Attention);
    assert_eq!(lines(&view.menu)[2], "▲ 2 need attention");

    let refused = build(&Seen { token_refused: true, ..seen(&calm, Vec::new()) });
    assert_eq!(refused.icon, TrayIcon::Attention);
    assert_eq!(lines(&refused.menu)[2], "▲ The token was refused");
}

#[test]
fn what_is_not_known_is_not_made_up_and_old_figures_say_since_when() {
    let nothing = OverviewView { burn_per_hour: None, balance: None, runway_seconds: None, ..overview() };
    let first = build(&Seen { read: false, ..seen(&nothing, Vec::new()) });
    assert_eq!((first.title.as_str(), first.tooltip.as_str()), ("", "Voltdeck: reading…"));
    assert_eq!(lines(&first.menu)[..3], ["reading…", "-", "Deploy…"]);

    let known = overview();
    let old = build(&Seen { unread_since: Some("14:28".into()), ..seen(&known, vec![row("up", "")]) });
    assert_eq!(lines(&old.menu)[2], "Not read since 14:28");
    let never = build(&Seen { unread_since: Some(String::new()), read: false, ..seen(&nothing, Vec::new()) });
    assert_eq!(lines(&never.menu)[1], "Could not be read yet");

    let overdrawn = OverviewView { balance: Some(money("-12")), runway_seconds: None, ..overview() };
    assert_eq!(lines(&build(&seen(&overdrawn, Vec::new())).menu)[1], "−$12.00");
}

#[test]
fn a_pause_turns_its_own_line_and_nobody_signed_in_leaves_the_way_in() {
    let overview = overview();
    let paused = build(&Seen { paused: true, ..seen(&overview, Vec::new()) });
    assert!(lines(&paused.menu).contains(&"Resume notices".to_owned()));
    let view = signed_out(&[], None);
    let expected = ["No account is signed in", "-", "Pause notices for 1 hour", "-", "Open Voltdeck", "Quit"];
    assert_eq!(lines(&view.menu), expected);
    assert_eq!((view.icon, view.title.as_str()), (TrayIcon::Idle, ""));
}

#[test]
fn an_account_that_cannot_be_watched_is_said_though_nobody_is_signed_in() {
    let trouble = |grave: bool| {
        let title = "Voltdeck cannot watch Work: 3 leases are not being kept".to_owned();
        ("account:w".to_owned(), Trouble { title, meaning: String::new(), grave })
    };
    let view = signed_out(&[trouble(true)], None);
    assert_eq!(lines(&view.menu)[1], "▲ Voltdeck cannot watch Work: 3 leases are not being kept");
    assert_eq!(view.icon, TrayIcon::Attention);
    assert!(view.tooltip.contains("3 leases"));
    assert_eq!(signed_out(&[trouble(false)], None), signed_out(&[], None), "what costs nothing is the window's");
}

#[test]
fn an_editor_is_offered_for_what_runs_and_can_be_reached() {
    let overview = overview();
    let unreachable = InstanceView { ssh: None, ..row("silent", "") };
    let rows = vec![row("up", ""), stopped("down", Mark::Stopped, "0.20"), unreachable];
    let view = build(&Seen { editor: Some("Cursor"), ..seen(&overview, rows) });
    let edits =
        |machine: &str| items(&view, machine).into_iter().filter(|(text, _)| text == "Open in Cursor").collect();
    let act = TrayAct::Edit { profile: "p1".into(), id: "up".into() };
    let [up, down, silent]: [Vec<_>; 3] = ["up", "down", "silent"].map(edits);
    assert_eq!(up, [("Open in Cursor".to_owned(), Some(act))]);
    assert_eq!((down, silent), (Vec::new(), Vec::new()));
}
