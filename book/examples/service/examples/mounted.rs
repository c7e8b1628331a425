//! Serves profiles on the service's own port: the guide's example.

// ANCHOR: example
use std::net::SocketAddr;

use axum::{Router, routing::get};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new()
        .route("/", get(async || "hello"))
        .merge(profiling_axum::router()); // For clients on this machine only.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(
        listener,
        app.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .await
}
// ANCHOR_END: example
