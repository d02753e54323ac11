//! Faults of the file service.

use super::one_less;

/// What goes wrong with files from now on.
#[derive(Default)]
pub struct FileFaults {
    /// So many requests for an address are refused.
    pub refuse_addresses: u32,
    /// So many addresses have expired when they are issued.
    pub expire_addresses: u32,
    /// So many uploads are answered with `upload_code`.
    pub refuse_uploads: u32,
    /// The code to answer them with.
    pub upload_code: u16,
    /// The connection of so many uploads is cut half-way.
    pub cut_uploads: u32,
    /// How long each upload and download takes, by the stand-in's clock.
    pub delay_ms: u64,
}

/// How an upload ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadFault {
    /// With this code.
    Refused(u16),
    /// Half-way, without a response.
    Cut,
}

impl FileFaults {
    /// Whether the next request for an address is refused.
    pub fn refuses_address(&mut self) -> bool {
        one_less(&mut self.refuse_addresses)
    }

    /// Whether the next address has expired when it is issued.
    pub fn expires_address(&mut self) -> bool {
        one_less(&mut self.expire_addresses)
    }

    /// What becomes of the next upload, if it fails.
    pub fn fails_upload(&mut self) -> Option<UploadFault> {
        if one_less(&mut self.refuse_uploads) {
            return Some(UploadFault::Refused(self.upload_code));
        }
        one_less(&mut self.cut_uploads).then_some(UploadFault::Cut)
    }
}
