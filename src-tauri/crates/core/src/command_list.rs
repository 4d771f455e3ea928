/// The one list of commands: `name: Arguments => Answer = use case;`.
///
/// It makes the framework-free dispatch, the Tauri handlers, the permissions of `build.rs` (which includes this very
/// file) and the TypeScript bindings. A command is added here and nowhere else.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            app_state: NoArgs => AppState = session::app_state;
            settings_set: SettingsView => AppState = settings::set;
            notices_test: NoArgs => Done = notices::notices_test;
            notices_pause: PauseArgs => AppState = notices::notices_pause;
            check_base_url: BaseUrlArgs => Vec<FieldIssue> = session::check_base_url;
            sign_in: SignInArgs => AppState = session::sign_in;
            sign_out: IdArgs => AppState = session::sign_out;
            open_sandbox: NoArgs => AppState = session::open_sandbox;
            switch_profile: IdArgs => AppState = session::switch_profile;
            profile_update: ProfileUpdateArgs => AppState = accounts::update;
            profile_set_read_only: ReadOnlyArgs => AppState = accounts::set_read_only;
            profile_remove: IdArgs => AppState = accounts::remove;
            price_list: NoArgs => PriceList = prices::price_list;
            availability: AvailabilityArgs => AvailabilityView = availability::availability;
            preset: IdArgs => PresetDetail = availability::preset;
            location: IdArgs => LocationDetail = availability::location;
            hostnode: IdArgs => HostNodeDetail = availability::hostnode;
            billing_months: NoArgs => BillingMonths = billing::months;
            billing_month: MonthArgs => BillingMonthView = ledger::month;
            billing_chart: ChartArgs => ChartView = ledger::chart;
            billing_forecast: NoArgs => ForecastView = ledger::forecast;
            billing_year: MonthArgs => BillingYearView = ledger::year;
            ledger: NoArgs => LedgerView = ledger::ledger;
            ledger_sync: NoArgs => LedgerView = ledger::ledger_sync;
            ledger_stop: NoArgs => LedgerView = ledger::ledger_stop;
            ledger_lines: LedgerLinesArgs => LedgerLinesView = ledger::ledger_lines;
            cost_rules: NoArgs => Vec<CostRule> = ledger::cost_rules;
            cost_rules_check: CostRulesArgs => CostRuleCheck = ledger::cost_rules_check;
            cost_rules_set: CostRulesArgs => Vec<CostRule> = ledger::cost_rules_set;
            invoice_set: InvoiceArgs => BillingMonthView = ledger::invoice_set;
            month_close: CloseMonthArgs => BillingMonthView = ledger::month_close;
            billed_name_set: BilledNameArgs => Done = ledger::billed_name_set;
            billing_lines: LinesArgs => LinesView = billing::lines;
            copy_text: CopyArgs => Done = desk::copy_text;
            open_link: OpenArgs => Done = desk::open_link;
            report_ui_fault: UiFaultArgs => Done = desk::report_ui_fault;
            overview: NoArgs => OverviewView = overview::overview;
            fleet: NoArgs => FleetView = fleet::fleet;
            refresh: NoArgs => FleetView = fleet::refresh;
            instance: IdArgs => InstanceDetail = fleet::instance;
            instance_power: PowerArgs => Done = machine::power;
            instance_rename: RenameArgs => Done = machine::rename;
            instance_set_tags: TagsArgs => Done = machine::set_tags;
            instance_terminate_preview: IdArgs => TerminatePreview = farewell::preview;
            instance_terminate: TerminateArgs => Done = machine::terminate;
            rental_reboot: RebootArgs => Done = machine::reboot;
            kubeconfig_save: SaveArgs => SavedFile = kubeconfig::save;
            connect: IdArgs => ConnectView = connect::connect;
            connect_retry: IdArgs => ConnectView = connect::connect_retry;
            connect_user_set: ConnectUserArgs => Done = connect::connect_user_set;
            terminals: NoArgs => Vec<TerminalView> = connect::terminals;
            terminal_open: ConnectEndArgs => Done = connect::terminal_open;
            ssh_config: NoArgs => SshConfigView = connect::ssh_config;
            ssh_config_set: SshConfigArgs => SshConfigView = connect::ssh_config_set;
            tunnels: NoArgs => Vec<TunnelView> = connect::tunnels;
            tunnel_open: TunnelArgs => TunnelView = connect::tunnel_open;
            tunnel_close: IdArgs => Vec<TunnelView> = connect::tunnel_close;
            lease_set: LeaseArgs => Done = lease::set;
            bulk_preview: BulkArgs => BulkPreview = bulk::preview;
            bulk_start: BulkStartArgs => BulkView = bulk::start;
            bulk: NoArgs => Option<BulkView> = bulk::current;
            bulk_stop: NoArgs => Option<BulkView> = bulk::stop;
            bulk_dismiss: NoArgs => Done = bulk::dismiss;
            deploy_options: NoArgs => DeployOptions = deploy::options;
            metal_options: NoArgs => MetalOptions = deploy::metal_options;
            deploy_check: DraftArgs => DraftCheck = deploy::check;
            cloud_init_check: CloudInitArgs => CloudInitCheck = deploy::cloud_init_check;
            cloud_init_parse: CloudInitText => CloudInitParsed = deploy::cloud_init_parse;
            cloud_init_text: CloudInitFormArgs => CloudInitText = deploy::cloud_init_text;
            cloud_init_templates: NoArgs => Vec<CloudInitTemplate> = deploy::cloud_init_templates;
            cloud_init_template_save: TemplateArgs => Vec<CloudInitTemplate> = deploy::cloud_init_template_save;
            cloud_init_template_delete: IdArgs => Vec<CloudInitTemplate> = deploy::cloud_init_template_delete;
            deploy_review: DraftArgs => DeployReview = deploy::review;
            deploy_start: DeployArgs => JobView = deploy::start;
            deploy_jobs: NoArgs => Vec<JobView> = deploy::jobs;
            deploy_job: IdArgs => JobView = deploy::job;
            deploy_job_look: IdArgs => JobView = deploy::look;
            deploy_job_choose: ChooseArgs => JobView = deploy::choose;
            deploy_job_dismiss: IdArgs => Done = deploy::dismiss;
            storage: NoArgs => StorageView = storage::storage;
            storage_refresh: NoArgs => StorageView = storage::refresh;
            volume: IdArgs => VolumeDetail = storage::volume;
            volume_check: VolumeDraft => VolumeCheck = storage::check;
            volume_create: VolumeDraft => VolumeDone = storage::create;
            volume_unsettled_dismiss: NameArgs => Done = storage::dismiss;
            volume_change: VolumeChangeArgs => VolumeDone = storage::change;
            volume_attach: VolumeAttachArgs => VolumeDone = storage::attach;
            volume_delete_preview: IdArgs => VolumeDeletePreview = storage::delete_preview;
            volume_delete: VolumeDeleteArgs => Done = storage::delete;
            mount_preview: MountArgs => MountView = storage::mount_preview;
            ssh_keys: NoArgs => SshKeysView = ssh_keys::list;
            ssh_key_check: SshKeyDraft => SshKeyCheck = ssh_keys::check;
            ssh_key_add: SshKeyDraft => SshKeyView = ssh_keys::add;
            ssh_key_remove: IdArgs => Done = ssh_keys::remove;
            local_keys: NoArgs => LocalKeysView = ssh_keys::local_keys;
            key_pair_check: KeyPairPlace => KeyPairCheck = ssh_keys::pair_check;
            key_pair_make: KeyPairDraft => KeyPairMade = ssh_keys::pair_make;
        }
    };
}
