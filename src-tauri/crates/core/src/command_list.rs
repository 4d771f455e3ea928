/// The one list of commands: `name: Arguments => Answer = use case, scope, kind [what follows];`.
///
/// It makes the framework-free dispatch, the Tauri handlers, the permissions of `build.rs` (which includes this very
/// file), the TypeScript bindings and what the window reads again. A command is added here and nowhere else.
///
/// Scope: `App` has nothing to do with an account. `Any` looks at the account in front, if there is one. `Account` needs one:
/// it is given to the use case, and without one the command is refused. What acts on it (`Does`, `Changes`) names the account
/// for which the person acted, and is refused where another came to the front meanwhile.
///
/// Kind: `Told` only reads, and its answer stays fresh until one of the events that follow. `Asked` only reads, and is asked
/// anew each time it is shown, and at the events that follow. `Does` acts, here or by reading; its answer is also that of the
/// question that follows, if one does. `Changes` changes something at the provider: it is refused where the account may only
/// look.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            app_state: NoArgs => AppState = session::app_state, App, Told [session];
            settings_set: SettingsView => AppState = preferences::set, App, Does [app_state];
            start_at_login_set: StartAtLoginArgs => AppState = system::start_at_login_set, App, Does [app_state];
            notices_test: NoArgs => Done = notices::notices_test, Any, Does [];
            notices_pause: PauseArgs => AppState = preferences::notices_pause, App, Does [app_state];
            check_base_url: BaseUrlArgs => Vec<FieldIssue> = session::check_base_url, App, Asked [];
            sign_in: SignInArgs => AppState = session::sign_in, App, Does [app_state];
            sign_out: IdArgs => AppState = session::sign_out, App, Does [app_state];
            open_sandbox: NoArgs => AppState = session::open_sandbox, App, Does [app_state];
            switch_profile: IdArgs => AppState = session::switch_profile, App, Does [app_state];
            profile_update: ProfileUpdateArgs => AppState = accounts::update, App, Does [app_state];
            profile_set_read_only: ReadOnlyArgs => AppState = accounts::set_read_only, App, Does [app_state];
            profile_remove: ProfileRemoveArgs => AppState = accounts::remove, App, Does [app_state];
            forgotten_orders: NoArgs => Vec<ForgottenOrder> = deploy::forgotten_orders, App, Told [session];
            forgotten_order_dismiss: IdArgs => Vec<ForgottenOrder> = deploy::forgotten_dismiss, App, Does [forgotten_orders];
            profile_is_same: IdArgs => AppState = session::is_same, App, Does [app_state];
            profile_as_new: IdArgs => AppState = session::as_new, App, Does [app_state];
            price_list: NoArgs => PriceList = prices::price_list, App, Asked [];
            availability: AvailabilityArgs => AvailabilityView = availability::availability, Account, Asked [];
            preset: IdArgs => PresetDetail = availability::preset, Account, Asked [];
            location: IdArgs => LocationDetail = availability::location, Account, Asked [];
            hostnode: IdArgs => HostNodeDetail = availability::hostnode, Account, Asked [];
            billing_months: NoArgs => BillingMonths = billing::months, Account, Asked [];
            billing_month: MonthArgs => BillingMonthView = ledger::month, Account, Asked [ledger];
            billing_chart: ChartArgs => ChartView = ledger::chart, Account, Asked [ledger];
            chart_save: ChartSaveArgs => Exported = charts::save, Any, Does [];
            billing_forecast: NoArgs => ForecastView = ledger::forecast, Account, Asked [ledger money];
            billing_year: MonthArgs => BillingYearView = ledger::year, Account, Asked [ledger];
            ledger: NoArgs => LedgerView = ledger::ledger, Account, Told [ledger];
            ledger_sync: NoArgs => LedgerView = ledger::ledger_sync, Account, Does [];
            ledger_stop: NoArgs => LedgerView = ledger::ledger_stop, Account, Does [];
            ledger_lines: LedgerLinesArgs => LedgerLinesView = ledger::ledger_lines, Account, Asked [ledger];
            cost_rules: NoArgs => Vec<CostRule> = ledger::cost_rules, Account, Told [ledger];
            cost_rules_check: CostRulesArgs => CostRuleCheck = ledger::cost_rules_check, Account, Asked [];
            cost_rules_set: CostRulesArgs => Vec<CostRule> = ledger::cost_rules_set, Account, Does [];
            invoice_set: InvoiceArgs => BillingMonthView = ledger::invoice_set, Account, Does [];
            month_close: CloseMonthArgs => BillingMonthView = ledger::month_close, Account, Does [];
            billed_name_set: BilledNameArgs => Done = ledger::billed_name_set, Account, Does [];
            exports: NoArgs => ExportsView = ledger::exports, Account, Told [ledger exports];
            export_start: ExportArgs => ExportsView = ledger::export_start, Account, Does [exports];
            export_stop: NoArgs => ExportsView = ledger::export_stop, Account, Does [exports];
            export_open: OpenExportArgs => Done = ledger::export_open, Account, Does [];
            billing_lines: LinesArgs => LinesView = billing::lines, Account, Asked [];
            budgets: NoArgs => BudgetsView = budget::budgets, Account, Told [fleet money];
            budget_check: BudgetDraft => BudgetCheck = budget::check, Account, Asked [money];
            budget_set: BudgetDraft => BudgetsView = budget::set, Account, Does [];
            budget_remove: IdArgs => BudgetsView = budget::remove, Account, Does [];
            copy_text: CopyArgs => Done = system::copy_text, App, Does [];
            open_link: OpenArgs => Done = system::open_link, Any, Does [];
            report_ui_fault: UiFaultArgs => Done = system::report_ui_fault, App, Does [];
            overview: NoArgs => OverviewView = overview::overview, Account, Told [fleet money job activity stock];
            activity: ActivityArgs => ActivityView = record::activity, Any, Told [activity];
            activity_line: IdArgs => ActivityLine = record::activity_line, Any, Told [activity];
            activity_export: ActivityExportArgs => Exported = record::activity_export, Any, Does [];
            fleet: NoArgs => FleetView = instances::fleet, Account, Told [fleet];
            refresh: NoArgs => FleetView = instances::refresh, Account, Does [fleet];
            instance: IdArgs => InstanceDetail = instances::instance, Account, Told [fleet connect];
            instance_start_preview: IdArgs => StartPreview = power::start_preview, Account, Asked [fleet money];
            instance_power: PowerArgs => Done = power::power, Account, Changes [];
            instance_rename: RenameArgs => Done = machine::rename, Account, Changes [];
            instance_set_tags: TagsArgs => Done = machine::set_tags, Account, Changes [];
            instance_terminate_preview: IdArgs => TerminatePreview = termination::preview, Account, Asked [fleet];
            instance_terminate: TerminateArgs => Done = machine::terminate, Account, Changes [];
            rental_reboot: RebootArgs => Done = machine::reboot, Account, Changes [];
            kubeconfig_save: SaveArgs => SavedFile = kubeconfig::save, Account, Does [];
            connect: IdArgs => ConnectView = connect::connect, Account, Asked [fleet connect];
            connect_retry: IdArgs => ConnectView = connect::connect_retry, Account, Does [];
            connect_user_set: ConnectUserArgs => Done = connect::connect_user_set, Account, Does [];
            terminals: NoArgs => Vec<TerminalView> = connect::terminals, App, Asked [];
            terminal_open: ConnectEndArgs => Done = connect::terminal_open, Account, Does [];
            editors: IdArgs => EditorsView = editors::editors, Account, Asked [connect];
            editor_open: EditorArgs => Done = editors::editor_open, Account, Does [];
            editor_folder_set: EditorFolderArgs => Done = editors::editor_folder_set, Account, Does [];
            ssh_config: NoArgs => SshConfigView = connect::ssh_config, Any, Told [connect];
            ssh_config_set: SshConfigArgs => SshConfigView = connect::ssh_config_set, Any, Does [];
            ssh_prefix_set: SshPrefixArgs => SshConfigView = connect::ssh_prefix_set, Any, Does [];
            ssh_include_move: NoArgs => SshConfigView = connect::ssh_include_move, Any, Does [];
            tunnels: NoArgs => Vec<TunnelView> = connect::tunnels, Account, Told [connect];
            tunnel_open: TunnelArgs => TunnelView = connect::tunnel_open, Account, Does [];
            tunnel_browse: IdArgs => Done = connect::tunnel_browse, Account, Does [];
            tunnel_retry: IdArgs => Vec<TunnelView> = connect::tunnel_retry, Account, Does [];
            ports_found: ConnectEndArgs => Vec<FoundPort> = ports::ports_found, Account, Asked [];
            tunnel_close: IdArgs => Vec<TunnelView> = connect::tunnel_close, Account, Does [];
            gpu_use: IdArgs => GpuUseView = usage::gpu_use, Account, Asked [fleet usage];
            files_choose: ChooseFilesArgs => Option<HeldView> = files::choose, Account, Does [];
            files_dropped: NoArgs => Option<HeldView> = files::dropped, Account, Does [];
            files_folder: RemoteFolderArgs => RemoteFolderView = files::folder, Account, Asked [];
            files_check: TransferArgs => TransferCheck = files::check, Account, Asked [];
            transfers: NoArgs => Vec<TransferView> = files::transfers, Account, Told [transfers];
            transfer_start: TransferArgs => Vec<TransferView> = files::start, Account, Does [transfers];
            transfer_stop: IdArgs => Vec<TransferView> = files::stop, Account, Does [transfers];
            transfer_resume: IdArgs => Vec<TransferView> = files::resume, Account, Does [transfers];
            transfer_clear: IdArgs => Vec<TransferView> = files::clear, Account, Does [transfers];
            transfer_show: IdArgs => Done = files::show, Account, Does [];
            lease_check: LeaseArgs => LeaseCheck = lease::check, Account, Asked [];
            lease_set: LeaseArgs => Done = lease::set, Account, Does [];
            auto_stop_set: AutoStopArgs => Done = auto_stop::set, Account, Does [];
            auto_stop_put_off: AutoStopPutOffArgs => Done = auto_stop::put_off, Account, Does [];
            bulk_preview: BulkArgs => BulkPreview = bulk::preview, Account, Asked [];
            bulk_start: BulkStartArgs => BulkView = bulk::start, Account, Changes [];
            bulk: NoArgs => Option<BulkView> = bulk::current, Account, Told [bulk];
            bulk_stop: NoArgs => Option<BulkView> = bulk::stop, Account, Does [];
            bulk_dismiss: NoArgs => Done = bulk::dismiss, Account, Does [];
            deploy_options: NoArgs => DeployOptions = deploy::options, Account, Asked [];
            metal_options: NoArgs => MetalOptions = deploy::metal_options, Account, Asked [];
            deploy_check: DraftArgs => DraftCheck = deploy::check, Account, Asked [];
            cloud_init_check: CloudInitArgs => CloudInitCheck = deploy::cloud_init_check, Account, Asked [];
            cloud_init_parse: CloudInitText => CloudInitParsed = deploy::cloud_init_parse, App, Asked [];
            cloud_init_text: CloudInitFormArgs => CloudInitText = deploy::cloud_init_text, App, Asked [];
            cloud_init_templates: NoArgs => Vec<CloudInitTemplate> = deploy::cloud_init_templates, App, Asked [];
            cloud_init_template_save: TemplateArgs => Vec<CloudInitTemplate> = deploy::cloud_init_template_save, App, Does [];
            cloud_init_template_delete: IdArgs => Vec<CloudInitTemplate> = deploy::cloud_init_template_delete, App, Does [];
            first_steps: DraftArgs => FirstStepsView = deploy::first_steps, Account, Asked [];
            deploy_review: DraftArgs => DeployReview = deploy::review, Account, Asked [];
            deploy_draft_like: IdArgs => DeployStart = deploy::draft_like, Account, Asked [];
            deploy_templates: NoArgs => Vec<DeployTemplateView> = deploy::deploy_templates, App, Asked [];
            deploy_template_save: DeployTemplateSaveArgs => Vec<DeployTemplateView> = deploy::deploy_template_save, Account, Does [deploy_templates];
            deploy_template_delete: IdArgs => Vec<DeployTemplateView> = deploy::deploy_template_delete, App, Does [deploy_templates];
            deploy_template_start: IdArgs => DeployStart = deploy::deploy_template_start, Account, Asked [];
            deploy_template_export: DeployTemplateExportArgs => Exported = deploy::deploy_template_export, App, Does [];
            deploy_template_read: DeployTemplateText => DeployTemplateRead = deploy::deploy_template_read, App, Asked [];
            deploy_template_import: DeployTemplateImportArgs => Vec<DeployTemplateView> = deploy::deploy_template_import, App, Does [deploy_templates];
            deploy_start: ReviewedArgs => JobView = deploy::start, Account, Changes [];
            deploy_jobs: NoArgs => Vec<JobView> = deploy::jobs, Account, Told [job];
            deploy_job: IdArgs => JobView = deploy::job, Account, Told [job];
            deploy_job_look: IdArgs => JobView = deploy::look, Account, Does [];
            deploy_job_choose: ChooseArgs => JobView = deploy::choose, Account, Does [];
            deploy_job_dismiss: IdArgs => Done = deploy::dismiss, Account, Does [];
            stock_watch_set: StockWatchArgs => StockView = stock::watch_set, Account, Does [stock_watch_list];
            stock_watch_list: NoArgs => StockView = stock::watch_list, Account, Told [stock];
            stock_watch_remove: IdArgs => StockView = stock::watch_remove, Account, Does [stock_watch_list];
            standing_order_check: DraftArgs => StandingCheck = standing_orders::check, Account, Asked [stock];
            standing_order_create: ReviewedArgs => StandingOrderView = standing_orders::create, Account, Changes [];
            standing_orders: NoArgs => StandingView = standing_orders::orders, Account, Told [stock];
            standing_order_end: IdArgs => StandingView = standing_orders::end, Account, Does [standing_orders];
            standing_order_dismiss: IdArgs => StandingView = standing_orders::dismiss, Account, Does [standing_orders];
            storage: NoArgs => StorageView = storage::storage, Account, Told [fleet storage];
            storage_refresh: NoArgs => StorageView = storage::refresh, Account, Does [storage];
            volume: IdArgs => VolumeDetail = storage::volume, Account, Told [fleet storage];
            volume_check: VolumeDraft => VolumeCheck = storage::check, Account, Asked [storage];
            volume_create: VolumeDraft => VolumeDone = storage::create, Account, Changes [];
            volume_unsettled_dismiss: NameArgs => Done = storage::dismiss, Account, Does [];
            volume_change: VolumeChangeArgs => VolumeDone = storage::change, Account, Changes [];
            volume_attach: VolumeAttachArgs => VolumeDone = storage::attach, Account, Changes [];
            volume_delete_preview: IdArgs => VolumeDeletePreview = storage::delete_preview, Account, Asked [storage];
            volume_delete: VolumeDeleteArgs => Done = storage::delete, Account, Changes [];
            mount_preview: MountArgs => MountView = storage::mount_preview, Account, Asked [storage];
            ssh_keys: NoArgs => SshKeysView = ssh_keys::list, Account, Told [keys];
            ssh_key_check: SshKeyDraft => SshKeyCheck = ssh_keys::check, Account, Asked [keys];
            ssh_key_add: SshKeyDraft => SshKeyView = ssh_keys::add, Account, Changes [];
            ssh_key_remove: IdArgs => Done = ssh_keys::remove, Account, Changes [];
            ssh_key_file: KeyFileArgs => KeyFile = ssh_keys::file, Any, Asked [];
            local_keys: NoArgs => LocalKeysView = ssh_keys::local_keys, Any, Told [keys];
            key_pair_check: KeyPairPlace => KeyPairCheck = ssh_keys::pair_check, Any, Asked [keys];
            key_pair_make: KeyPairDraft => KeyPairMade = ssh_keys::pair_make, Any, Does [];
        }
    };
}
