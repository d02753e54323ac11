//! Faults of the file service.

use super::take_one;

/// The faults that tests have switched on for files.
#[derive(Default)]
pub struct FileFaults {
    /// How many more requests for an address are refused.
    pub refuse_addresses: u32,
    /// How many more addresses have expired when they are issued.
    pub expire_addresses: u32,
    /// How many more uploads are answered with `upload_code`.
    pub refuse_uploads: u32,
    /// The status of these responses.
    pub upload_code: u16,
    /// How many more uploads are cut off after half of the file.
    pub cut_uploads: u32,
    /// The delay of each upload and download, by the stand-in's clock.
    pub delay_ms: u64,
}

/// How an upload fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadFault {
    /// The response has this status.
    Refused(u16),
    /// The connection is closed after half of the file, without a response.
    Cut,
}

impl FileFaults {
    /// Whether the next request for an address is refused.
    pub fn refuses_address(&mut self) -> bool {
        take_one(&mut self.refuse_addresses)
    }

    /// Whether the next address has expired when it is issued.
    pub fn expires_address(&mut self) -> bool {
        take_one(&mut self.expire_addresses)
    }

    /// The fault of the next upload, if any.
    pub fn fails_upload(&mut self) -> Option<UploadFault> {
        if take_one(&mut self.refuse_uploads) {
            return Some(UploadFault::Refused(self.upload_code));
        }
        take_one(&mut self.cut_uploads).then_some(UploadFault::Cut)
    }
}
