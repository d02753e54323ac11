//! The agents' desk: files that are served where they were built, and words
//! where they were not.

mod support;

use std::fs;
use support::{start, start_with};

#[tokio::test]
async fn a_built_desk_is_served_under_its_address_and_nothing_around_it() {
    let folder = std::env::temp_dir().join(format!("hailer-desk-{}", std::process::id()));
    let built = folder.join("built");
    fs::create_dir_all(&built).unwrap();
    fs::write(built.join("index.html"), "the desk").unwrap();
    fs::write(folder.join("secret"), "not for you").unwrap();
    let service = start_with(|config| config.desk = Some(built)).await;
    for address in ["/desk", "/desk/"] {
        let (status, page) = service.get(address, None).await;
        assert_eq!(
            (status, page.as_str()),
            (200, Some("the desk")),
            "{address}"
        );
    }
    for address in ["/desk/../secret", "/desk/%2e%2e/secret"] {
        let (status, _) = service.get(address, None).await;
        assert_eq!(status, 404, "{address}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn where_no_desk_was_built_its_address_says_how_to() {
    let nowhere = std::env::temp_dir().join("hailer-desk-that-nobody-built");
    for service in [
        start().await,
        start_with(|config| config.desk = Some(nowhere)).await,
    ] {
        let (status, page) = service.get("/desk/", None).await;
        assert_eq!(status, 404);
        assert!(page.as_str().unwrap().contains("cargo xtask dev"), "{page}");
    }
}
