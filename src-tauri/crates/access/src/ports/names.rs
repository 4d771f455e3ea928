//! What usually listens at a port.

/// Port of Jupyter, and the next that it takes when one is taken.
pub const JUPYTER: std::ops::RangeInclusive<u16> = 8888..=8899;

/// Programs that people look at in the browser, by the port that each takes unless it is told another.
const NAMES: &[(u16, &str)] = &[
    (3000, "Grafana"),
    (4040, "Spark"),
    (5000, "MLflow"),
    (6006, "TensorBoard"),
    (7860, "Gradio"),
    (8000, "vLLM"),
    (8188, "ComfyUI"),
    (8265, "Ray"),
    (8501, "Streamlit"),
    (8787, "Dask"),
    (9090, "Prometheus"),
    (9400, "DCGM exporter"),
    (11_434, "Ollama"),
    (30_000, "SGLang"),
];

/// Name of what usually listens at a port; a hint, for anything may.
pub fn usual(port: u16) -> Option<&'static str> {
    if JUPYTER.contains(&port) {
        return Some("Jupyter");
    }
    NAMES.iter().find(|(usual, _)| *usual == port).map(|(_, name)| *name)
}

/// Whether a port that is found is offered: one of the system below 1024 is not what a person looks for.
pub fn is_offered(port: u16) -> bool {
    port >= 1024 || matches!(port, 80 | 443)
}
