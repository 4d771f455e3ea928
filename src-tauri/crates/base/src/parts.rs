//! The state of areas, held by an owner that knows none of them: each area has a type of its own for it.

use std::any::{Any, TypeId};

use elsa::sync::FrozenMap;

/// The state that one area keeps, of the app or of an account.
pub trait Part: Any + Send + Sync {
    /// The account that it belongs to is shown no more.
    fn leave_front(&self) {}
    /// The app ends: what is unfinished is cleared away, within a moment.
    fn shut_down(&self) {}
}

/// One state of each area, made when it is first asked for.
#[derive(Default)]
pub struct Parts(FrozenMap<TypeId, Box<dyn Part>>);

impl Parts {
    /// The state of an area.
    pub fn get<T: Part + Default>(&self) -> &T {
        let key = TypeId::of::<T>();
        let part = self.0.get(&key).unwrap_or_else(|| self.0.insert(key, Box::new(T::default())));
        let part: &dyn Any = part;
        part.downcast_ref().unwrap_or_else(|| unreachable!("a part stands under its own type"))
    }

    /// Does something with every part that was asked for.
    pub fn each(&self, act: impl Fn(&dyn Part)) {
        for key in self.0.keys_cloned() {
            self.0.get(&key).into_iter().for_each(&act);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Visits(AtomicUsize);

    impl Part for Visits {
        fn leave_front(&self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[derive(Default)]
    struct Other;

    impl Part for Other {}

    #[test]
    fn each_type_has_one_state_that_lives_as_long_as_its_owner() {
        let parts = Parts::default();
        parts.get::<Other>();
        let visits = parts.get::<Visits>();
        assert!(std::ptr::eq(visits, parts.get::<Visits>()), "made once");
        parts.each(Part::leave_front);
        assert_eq!(visits.0.load(Ordering::Relaxed), 1);
    }
}
