//! Tells Tauri which commands exist, so that capabilities can allow them one by one.

include!("crates/core/src/command_list.rs");

macro_rules! names {
    ($($name:ident: $args:ty => $answer:ty =
        $module:ident::$function:ident, $scope:ident, $kind:ident [$($follows:ident)*];)*) => {
        &[$(stringify!($name)),*]
    };
}

const COMMANDS: &[&str] = for_each_command!(names);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/crates/core/src/command_list.rs");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS)),
    )
    .map_err(Into::into)
}
